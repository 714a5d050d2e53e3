#!/usr/bin/env python3
"""Says from the witnesses' files how long two sites were active at once, and how long none was.

checker.py FOLDER --from NS --to NS [--outage-to NS]   prints a JSON object
checker.py FOLDER --now                                prints the sites that are active now

FOLDER holds a file for each activation, NODE.START, with lines `NS start|alive|stop|stopped|gone`
(witness_writer.py), and a file `events` with lines `NS power-off NODE` written by whoever took the power.
The site is the digit in the node's name (s1n2). Resolution: the period of the lines, 0.02 s.

The rule: an activation lasts from `start` to `stopped`, or to `gone` (the agent found the writer dead).
A gap between lines is no inactivity: a frozen application is still there. Without such an end
- a power-off of the node after the last line ends it with that line (and at the power-off itself, if
  the witness had been silent for longer than SILENT before: it was frozen, not gone);
- it goes on if its last line is younger than SILENT at the end of what is looked at;
- otherwise nobody knows: it counts as active to the end, and is listed under "unexplained".
"""

import argparse
import json
import os
import sys
import time
from dataclasses import dataclass

PERIOD = 20_000_000
SILENT = 2_000_000_000
WORDS = {"start", "alive", "stop", "stopped", "gone"}


class BadInput(Exception):
    """What was written is not what a witness writes."""


@dataclass(frozen=True)
class Activation:
    """One activation: moments in nanoseconds since the epoch; how it ended."""

    node: str
    start: int
    end: int
    how: str

    @property
    def site(self):
        return int(self.node[1])


def lines_of(path):
    """(moment, words) of each line. A last line without an end was cut by the loss of power."""
    with open(path, encoding="ascii") as file:
        text = file.read()
    for number, line in enumerate(text.split("\n")[:-1], 1):
        moment, *words = line.split(" ")
        if not moment.isdigit() or not words:
            raise BadInput(f"{path}, line {number}: not a witness's line: '{line}'")
        yield int(moment), words


def read_witness(path):
    """First and last moment and the last word of an activation; None if nothing was written."""
    lines = list(lines_of(path))
    for moment, words in lines:
        if len(words) != 1 or words[0] not in WORDS:
            raise BadInput(f"{path}: unknown word '{' '.join(words)}' at {moment}")
    if not lines:
        return None
    if lines[0][1] != ["start"]:
        raise BadInput(f"{path}: begins with '{lines[0][1][0]}' instead of 'start'")
    return lines[0][0], max(moment for moment, _ in lines), lines[-1][1][0]


def read_power_offs(folder):
    """Moments by node."""
    moments = {}
    path = os.path.join(folder, "events")
    if os.path.exists(path):
        for moment, words in lines_of(path):
            if words[0] == "power-off":
                moments.setdefault(words[1], []).append(moment)
    return moments


def end_of(last, word, power_offs, until):
    """When an activation ended, and how; see the rule above."""
    if word in ("stopped", "gone"):
        return last, word
    later = [moment for moment in power_offs if moment >= last]
    if later:
        moment = min(later)
        return (last + PERIOD if moment - last <= SILENT else moment), "power-off"
    if until - last <= SILENT:
        return max(until, last), "active"
    return until, "unexplained"


def activations(folder, until):
    """All activations in FOLDER that began before UNTIL, in order of their beginning."""
    power_offs = read_power_offs(folder)
    found = []
    for name in os.listdir(folder):
        if name == "events":
            continue
        node = name.split(".")[0]
        if len(node) != 4 or not node[1].isdigit():
            raise BadInput(f"{folder}/{name}: not a witness's file")
        witness = read_witness(os.path.join(folder, name))
        if witness and witness[0] < until:
            start, last, word = witness
            found.append(Activation(node, start, *end_of(last, word, power_offs.get(node, []), until)))
    return sorted(found, key=lambda activation: activation.start)


def covered(spans, begin, end):
    """The union of SPANS within BEGIN and END, as disjoint spans in order."""
    union = []
    for first, last in sorted((max(first, begin), min(last, end)) for first, last in spans):
        if first >= last:
            continue
        if union and first <= union[-1][1]:
            union[-1] = (union[-1][0], max(last, union[-1][1]))
        else:
            union.append((first, last))
    return union


def length(spans):
    return sum(last - first for first, last in spans)


def common(some, others):
    """What two lists of disjoint spans have in common."""
    both = ((max(one[0], two[0]), min(one[1], two[1])) for one in some for two in others)
    return [(first, last) for first, last in both if first < last]


def judge(found, begin, end, outage_end):
    """Overlap of two sites and of two nodes of one site from BEGIN to END; outage from BEGIN to OUTAGE_END."""
    def spans(wanted):
        return covered([(one.start, one.end) for one in found if wanted(one)], begin, end)

    sites = {number: spans(lambda one, number=number: one.site == number) for number in (1, 2)}
    nodes = {node: spans(lambda one, node=node: one.node == node) for node in {one.node for one in found}}
    double = sum(length(common(nodes.get(f"s{site}n1", []), nodes.get(f"s{site}n2", []))) for site in (1, 2))
    everywhere = covered(sites[1] + sites[2], begin, outage_end)
    return {
        "overlap": seconds(length(common(sites[1], sites[2]))),
        "overlap_inside_a_site": seconds(double),
        "outage": seconds(outage_end - begin - length(everywhere)),
        "unexplained": [f"{one.node} from {seconds(one.start - begin)}" for one in found if one.how == "unexplained"],
        "timeline": [{"node": one.node, "from": seconds(one.start - begin), "to": seconds(one.end - begin),
                      "end": one.how} for one in found if one.end > begin],
    }


def seconds(nanoseconds):
    return round(nanoseconds / 1e9, 2)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--from", dest="begin", type=int, metavar="NS")
    parser.add_argument("--to", dest="end", type=int, metavar="NS")
    parser.add_argument("--outage-to", dest="outage_end", type=int, metavar="NS")
    parser.add_argument("--now", action="store_true")
    options = parser.parse_args()
    if not options.now and (options.begin is None or options.end is None or options.begin >= options.end):
        parser.error("--from and --to are needed, the former being earlier")
    return options


def main():
    options = arguments()
    try:
        if options.now:
            now = time.time_ns()
            active = (one.site for one in activations(options.folder, now) if one.how in ("active", "unexplained"))
            print(*sorted(set(active)))
        else:
            found = activations(options.folder, options.end)
            print(json.dumps(judge(found, options.begin, options.end, options.outage_end or options.end)))
    except (OSError, BadInput) as error:
        sys.exit(f"checker.py: {error}")


if __name__ == "__main__":
    main()
