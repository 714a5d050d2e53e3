#!/usr/bin/env python3
"""Runs the fault campaign on labs side by side and prints the table: ./dev campaign [OPTION...]

Every row (rows.bash) is run so many times with each kind of agents; a run is run.sh, in a lab of its
own. Ends with 0 if our agents never had two sites active at once and every run could be carried out,
recovered and healed; the stock agents are there to compare.
"""

import argparse
import collections
import json
import os
import queue
import statistics
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
RUN = os.path.join(HERE, "run.sh")
LAB = os.path.join(HERE, "..", "lab", "lab.sh")
LIMIT = 900  # seconds for one run, a lab's making included
Job = collections.namedtuple("Job", "agents row number")


def say(line):
    print(line, flush=True)


class Row:
    """A line of the table in rows.bash."""

    def __init__(self, line):
        self.name, self.after, self.needs, self.what = line.split(None, 3)

    def is_judged(self, agents):
        """The stock agents are there to compare, and some rows no agents can make safe."""
        return agents != "stock" and self.needs == "-"


def read_rows():
    listed = subprocess.run([RUN, "--list"], capture_output=True, text=True, check=True, timeout=20)
    return {row.name: row for row in map(Row, listed.stdout.splitlines())}


class Jobs:
    """What is still to be run; a lab gets what needs no other agents than it has, if there is such."""

    def __init__(self, jobs):
        self.left = list(jobs)
        self.lock = threading.Lock()

    def take(self, agents):
        with self.lock:
            if not self.left:
                return None
            job = next((job for job in self.left if job.agents == agents), self.left[0])
            self.left.remove(job)
            return job


class Lab(threading.Thread):
    """Carries out runs in one lab until none is left."""

    def __init__(self, name, jobs, results, options):
        super().__init__()
        self.name = name
        self.jobs = jobs
        self.results = results
        self.options = options
        self.environment = dict(os.environ, BOOTH_AGENTS_LAB=name)

    def run(self):
        agents = None
        try:
            while job := self.jobs.take(agents):
                agents = job.agents
                result = self.carry_out(job)
                if "error" in result or result["healed"] != "yes":
                    self.down()
                self.results.put(result)
        finally:
            self.down()
            self.results.put(None)

    def carry_out(self, job):
        out = os.path.join(self.options.out, "runs", f"{job.agents}-{job.row}-{job.number}")
        os.makedirs(out, exist_ok=True)
        command = [RUN, "--rpm-dir", self.options.rpm_dir, "--agents", job.agents, "--row", job.row,
                   "--number", str(job.number), "--out", out]
        began = time.monotonic()
        with open(os.path.join(out, "log"), "w", encoding="utf-8") as log:
            status = run_limited(command, log, self.environment)
        result = dict(job._asdict(), lab=self.name, seconds=round(time.monotonic() - began), log=log.name)
        return dict(result, **read_result(out, status))

    def down(self):
        with open(os.path.join(self.options.out, f"{self.name}.log"), "a", encoding="utf-8") as log:
            if run_limited([LAB, "down"], log, self.environment) != 0:
                say(f"lab {self.name} could not be taken down: {log.name} says why")


def run_limited(command, log, environment):
    """The exit status; None if it had to be ended."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment)
    try:
        return process.wait(LIMIT)
    except subprocess.TimeoutExpired:
        process.terminate()
        process.wait()
        return None


def read_result(out, status):
    """What run.sh left; an error if that is not a whole run."""
    facts = read_facts(os.path.join(out, "facts"))
    if status != 0 or "error" in facts:
        return dict(facts, error=facts.get("error") or f"run.sh ended with {status}")
    try:
        with open(os.path.join(out, "checker.json"), encoding="utf-8") as file:
            judged = json.load(file)
        if judged["unexplained"]:
            return dict(facts, **judged, error="a witness fell silent: " + ", ".join(judged["unexplained"]))
        return dict(facts, **judged, recovered=facts["recovered"], healed=facts["healed"])
    except (OSError, ValueError, KeyError) as error:
        return dict(facts, error=f"no whole result: {error}")


def read_facts(path):
    facts = {}
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            for line in file:
                name, _, value = line.rstrip("\n").partition(" ")
                facts[name] = value
    return facts


def is_recovered(result):
    return result["recovered"] == "yes" and result["healed"] == "yes"


def progress(done, total, result):
    head = f"[{done}/{total}] {result['agents']} {result['row']} {result['number']}: "
    if "error" in result:
        return f"{head}ERROR: {result['error']} ({result['log']})"
    state = "recovered" if is_recovered(result) else "NOT recovered"
    return f"{head}overlap {result['overlap']:.2f} outage {result['outage']:.2f} {state} ({result['seconds']} s)"


def summarize(results):
    """A line for each row and kind of agents, in the order of RESULTS."""
    groups = {}
    for result in results:
        groups.setdefault((result["row"], result["agents"]), []).append(result)
    return [summary(row, agents, runs) for (row, agents), runs in groups.items()]


def summary(row, agents, runs):
    fit = [run for run in runs if "error" not in run]
    return {
        "row": row, "agents": agents, "runs": len(runs), "errors": len(runs) - len(fit),
        "overlap_max": max((run["overlap"] for run in fit), default=None),
        "overlap_inside_a_site_max": max((run["overlap_inside_a_site"] for run in fit), default=None),
        "outage_median": statistics.median(run["outage"] for run in fit) if fit else None,
        "recovered": sum(map(is_recovered, fit)),
    }


def figure(value):
    return "-" if value is None else f"{value:.2f}"


def cells(line):
    errors = f", {line['errors']} errors" if line["errors"] else ""
    return [line["row"], line["agents"], figure(line["overlap_max"]), figure(line["outage_median"]),
            f"{line['recovered']}/{line['runs']}{errors}"]


def table(lines):
    """For the terminal: 80 columns at most."""
    head = f"{'row':<20} {'agents':<6} {'overlap s':>9} {'outage s':>9}  recovered"
    body = ["{:<20} {:<6} {:>9} {:>9}  {}".format(*cells(line)) for line in lines]
    return "\n".join([head] + body)


def setting_of(results):
    return next((result["setting"] for result in results if "setting" in result), "unknown")


def markdown(lines, rows, setting, options):
    text = ["# Fault campaign", "",
            f"{options.runs} runs a row; {options.labs} labs side by side; {time.strftime('%Y-%m-%d %H:%M')}.",
            f"Ticket and application: {setting}.", "",
            "Overlap: seconds in which two sites were active at once, from the fault until all was healthy again;",
            "the longest of the runs. Outage: seconds in which none was, while the fault lasted; the median.",
            "Inside: seconds in which two nodes of one site were active at once; the longest.", "",
            "| row | what is broken | agents | overlap | inside | outage | recovered |",
            "|---|---|---|---:|---:|---:|---|"]
    for line in lines:
        name, agents, overlap, outage, recovered = cells(line)
        inside = figure(line["overlap_inside_a_site_max"])
        text.append(f"| {name} | {what_of(rows[name])} | {agents} | {overlap} | {inside} | {outage} | {recovered} |")
    return "\n".join(text) + "\n"


def what_of(row):
    return row.what if row.needs == "-" else f"{row.what} (needs {row.needs})"


def write_reports(results, rows, options):
    lines = summarize(results)
    with open(os.path.join(options.out, "report.md"), "w", encoding="utf-8") as file:
        file.write(markdown(lines, rows, setting_of(results), options))
    with open(os.path.join(options.out, "report.json"), "w", encoding="utf-8") as file:
        json.dump({"rows": lines, "runs": results}, file, indent=1)
    return lines


def arguments(rows):
    parser = argparse.ArgumentParser(prog="./dev campaign", description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="how often each row runs (default 5)")
    parser.add_argument("--labs", type=int, default=2, metavar="N", help="labs side by side (default 2)")
    parser.add_argument("--rows", default=",".join(rows), metavar="NAME,...", help="these only")
    parser.add_argument("--agents", choices=["own", "stock", "both"], default="both")
    parser.add_argument("--lab-prefix", default="camp", help="the labs' names are this and a number")
    parser.add_argument("--rpm-dir", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--out", required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.rows = options.rows.split(",")
    options.agents = ["own", "stock"] if options.agents == "both" else [options.agents]
    unknown = [name for name in options.rows if name not in rows]
    if unknown:
        parser.error(f"there is no row '{unknown[0]}': --list shows them")
    if options.runs < 1 or not 1 <= options.labs <= 9:
        parser.error("at least one run, and one to nine labs")
    return options


def carry_out_all(jobs, options):
    """The results, in the order of JOBS; progress as they come."""
    shared, results, done = Jobs(jobs), queue.Queue(), {}
    labs = [Lab(f"{options.lab_prefix}{number + 1}", shared, results, options)
            for number in range(min(options.labs, len(jobs)))]
    for lab in labs:
        lab.start()
    running = len(labs)
    while running:
        result = results.get()
        if result is None:
            running -= 1
            continue
        done[Job(result["agents"], result["row"], result["number"])] = result
        say(progress(len(done), len(jobs), result))
    return [done[job] for job in jobs if job in done]


def main():
    rows = read_rows()
    if "--list" in sys.argv:
        for row in rows.values():
            print(f"{row.name:<20} {row.what}")
        return 0
    options = arguments(rows)
    os.makedirs(options.out, exist_ok=True)
    jobs = [Job(agents, row, number + 1) for agents in options.agents
            for row in options.rows for number in range(options.runs)]
    results = carry_out_all(jobs, options)
    results.sort(key=lambda result: options.rows.index(result["row"]))
    lines = write_reports(results, rows, options)
    say("\n" + table(lines) + f"\n\nreports: {options.out}/report.md, report.json")
    return 0 if len(results) == len(jobs) and all(passed(line, rows[line["row"]]) for line in lines) else 1


def passed(line, row):
    """What could not be carried out is no result, of whatever agents."""
    good = line["overlap_max"] == 0 and line["recovered"] == line["runs"]
    return line["errors"] == 0 and (good or not row.is_judged(line["agents"]))


if __name__ == "__main__":
    sys.exit(main())
