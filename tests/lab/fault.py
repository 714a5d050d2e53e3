#!/usr/bin/env python3
"""Breaks something on the node it runs on and says when it worked again; runs as root in a node of the lab.

One process looks every 10 ms, so that neither starting programs nor entering the node is measured. Prints
the fault's moment and that of each thing awaited, in seconds since the epoch: the machines share one clock.
"""

import argparse
import contextlib
import hashlib
import hmac
import os
import random
import re
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

CONFIG = "/etc/booth/booth.conf"
LOCK_FILE = "/run/booth/booth.pid"
KEY = "/etc/booth/booth.key"
MAGIC, VERSION = 0x5F1BA08C, 0x00010003
LIST, LIST_REPLY = b"CLst", b"RLst"
POLL = 0.01
RULES = """table ip garbage {
    chain output {
        type nat hook output priority -100; policy accept;
        %sip daddr %s tcp dport %d redirect to :%d
    }
}
"""


class Boothd:
    """What the lock file says of the boothd of this node."""

    def __init__(self):
        with open(LOCK_FILE, encoding="ascii") as file:
            text = file.read()
        self.pid = int(re.search(r"booth_pid=(\d+)", text)[1])
        self.address = re.search(r"booth_addr_string='([^']*)'", text)[1]
        self.port = int(re.search(r"booth_port=(\d+)", text)[1])

    def answers(self):
        """Whether it lists its tickets to a holder of the key."""
        with socket.create_connection((self.address, self.port), timeout=0.3) as connection:
            connection.settimeout(0.3)
            connection.sendall(list_query())
            header = connection.recv(48, socket.MSG_WAITALL)
        return len(header) == 48 and header[28:32] == LIST_REPLY and header[44:48] == bytes(4)


def list_query():
    now = time.time()
    header = struct.pack(">7I4s4I", 1, int(now), int(now % 1 * 1e6), MAGIC, VERSION, 0, 76, LIST, 0, 0, 0, 0)
    return header + struct.pack(">I", 2) + hmac.new(read(KEY), header, hashlib.sha1).digest() + bytes(4)


def helperd():
    """The pid of booth-helperd; None while there is none."""
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            with open(f"/proc/{name}/comm", encoding="ascii") as file:
                if file.read() == "booth-helperd\n":
                    return int(name)
    return None


class Node:
    """The node as it is before the fault."""

    def __init__(self, address):
        self.address = address
        self.helperd = helperd()
        self.boothd = None
        with contextlib.suppress(OSError, TypeError):
            self.boothd = Boothd()

    # Faults.

    def nothing(self):
        pass

    def kill_boothd(self):
        os.kill(self.boothd.pid, signal.SIGKILL)

    def stop_boothd(self):
        os.kill(self.boothd.pid, signal.SIGSTOP)

    def delete_address(self):
        subprocess.run(["ip", "address", "del", f"{self.address}/24", "dev", "eth0"], check=True, timeout=5)

    def kill_helperd(self):
        os.kill(self.helperd, signal.SIGKILL)

    def kill_both(self):
        os.kill(self.helperd, signal.SIGKILL)
        os.kill(self.boothd.pid, signal.SIGKILL)

    def stop_helperd(self):
        os.kill(self.helperd, signal.SIGSTOP)

    def swap_key(self):
        """Another key takes the place of the one that boothd has read; every second time it is the first again."""
        other = KEY + ".other"
        if not os.path.exists(other):
            write_like(KEY, other, bytes(range(101, 165)))
        first, second = read(KEY), read(other)
        write_like(KEY, other, first)
        write_like(KEY, KEY + ".new", second)
        os.rename(KEY + ".new", KEY)

    def garbage(self):
        """From now on booth-helperd talks to a stranger where it takes boothd to be; actions, being root's, do not."""
        self.redirect("meta skuid hacluster ")

    def garbage_for_all(self):
        self.redirect("")

    def redirect(self, whose):
        listener = socket.create_server(("0.0.0.0", 0))
        threading.Thread(target=serve_garbage, args=(listener,), daemon=True).start()
        rules = RULES % (whose, self.boothd.address, self.boothd.port, listener.getsockname()[1])
        subprocess.run(["nft", "-f", "-"], input=rules.encode(), check=True, timeout=5)

    # What is awaited.

    def address_up(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind((self.address, 0))
        return True

    def boothd_up(self):
        now = Boothd()
        return (self.boothd is None or now.pid != self.boothd.pid) and now.answers()

    def watched(self):
        """Another booth-helperd watches all that is started here."""
        return helperd() not in (None, self.helperd) and watches_all()


def watches_all():
    status = subprocess.run(["booth-helper", "status"], capture_output=True, timeout=5, check=False)
    return status.returncode == 0 and b"booth-service" in status.stdout


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write_like(example, path, content):
    owner = os.stat(example)
    with open(path, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
        file.write(content)


def serve_garbage(listener):
    while True:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            connection.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n" * 10)
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(0.3)
            connection.recv(1024)


def holds(condition):
    """What cannot be looked at now, in the middle of a recovery, does not hold yet."""
    try:
        return condition()
    except (OSError, TypeError, subprocess.TimeoutExpired):
        return False


def await_all(node, names, deadline):
    moments = {}
    while len(moments) < len(names):
        for name in names:
            if name not in moments and holds(getattr(node, name)):
                moments[name] = time.time()
        if time.time() > deadline:
            missing = ", ".join(name for name in names if name not in moments)
            sys.exit(f"not within its deadline: {missing}")
        time.sleep(POLL)
    return [moments[name] for name in names]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fault", help="a fault of class Node, with - for _")
    parser.add_argument("awaited", nargs="*", help="address-up, boothd-up, watched")
    parser.add_argument("--address", required=True, help="the site's")
    parser.add_argument("--limit", type=float, default=30, metavar="SECONDS", help="for all that is awaited")
    parser.add_argument("--hold", type=float, default=0, metavar="SECONDS", help="keep the fault up for so long")
    parser.add_argument("--phase", type=float, default=0, metavar="SECONDS",
                        help="wait a random part of it first: the fault is to meet every phase of a watch")
    return parser.parse_args()


def main():
    options = arguments()
    node = Node(options.address)
    time.sleep(random.uniform(0, options.phase))
    fault = time.time()
    try:
        getattr(node, options.fault.replace("-", "_"))()
        names = [name.replace("-", "_") for name in options.awaited]
        moments = await_all(node, names, fault + options.limit)
        time.sleep(options.hold)
    finally:
        if options.fault.startswith("garbage"):
            subprocess.run(["nft", "delete", "table", "ip", "garbage"], check=False, timeout=5)
    print(" ".join(f"{moment:.6f}" for moment in [fault] + moments))


main()
