#!/usr/bin/env python3
"""The witness's hand: witness_writer.py FILE START-NS STOP-SECONDS RECORD

Writes lines `NS WORD` to FILE, NS being CLOCK_REALTIME in nanoseconds: `start` once, then `alive` every
20 ms. After SIGTERM it says `stop`, is active for STOP-SECONDS more, says `stopped` and ends. Every line is
one write, so that what was true when the power went is there. RECORD gets its pid and FILE.
"""

import os
import signal
import sys
import time

PERIOD = 0.02

asked_to_stop = []


def main():
    path, start, stop_seconds, record = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
    signal.signal(signal.SIGTERM, lambda *_: asked_to_stop.append(time.monotonic()))
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)

    def say(word, moment=None):
        os.write(file, b"%d %s\n" % (moment or time.time_ns(), word))

    say(b"start", start)
    with open(record + ".new", "w", encoding="ascii") as own:
        own.write(f"{os.getpid()} {path}\n")
    os.rename(record + ".new", record)
    write_until_stopped(say, stop_seconds)
    say(b"stopped")


def write_until_stopped(say, stop_seconds):
    due = time.monotonic()
    said_stop = False
    while not (asked_to_stop and time.monotonic() >= asked_to_stop[0] + stop_seconds):
        if asked_to_stop and not said_stop:
            say(b"stop")
            said_stop = True
        say(b"alive")
        due = max(due + PERIOD, time.monotonic())
        time.sleep(max(0, due - time.monotonic()))


main()
