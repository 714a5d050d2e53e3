#!/usr/bin/env python3
"""Measures our agents against the stock ones, side by side, on the node it runs on.

For start, monitor and stop of an address and of a booth daemon: medians of wall time, of CPU time
(user and system, of the agent and all that it waited for) and of the processes created; and how
long after start's beginning a neighbour gets its first answer from the address. The two kinds
alternate, so that both meet the same noise. Our monitors ask booth-helperd, as on any node. Runs as
root in a node of the lab; all traffic stays in two network namespaces of its own.
"""

import argparse
import contextlib
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ADDRESS = "192.0.2.100"
PREFIX = "24"
PORT = 7
AGENTS = "/usr/lib/ocf/resource.d"
OWN = {"ip": "booth-agents/booth-ip", "service": "booth-agents/booth-service"}
STOCK = {"ip": "heartbeat/IPaddr2", "service": "pacemaker/booth-site"}
CONFIG = f"site = {ADDRESS}\nsite = 192.0.2.200\narbitrator = 192.0.2.201\n"
NEIGHBOUR_TARGET_MS = 50


def run(*command):
    subprocess.run(command, check=True, timeout=20)


@contextlib.contextmanager
def network():
    """Two namespaces joined by a veth pair: the node's side, which this process enters, and a neighbour."""
    run("ip", "netns", "add", "bench-node")
    run("ip", "netns", "add", "bench-neighbour")
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    try:
        run("ip", "-n", "bench-node", "link", "add", "bench0", "type", "veth",
            "peer", "name", "bench1", "netns", "bench-neighbour")
        for name, link, host in (("bench-node", "bench0", "1"), ("bench-neighbour", "bench1", "2")):
            run("ip", "-n", name, "link", "set", "lo", "up")
            run("ip", "-n", name, "addr", "add", f"192.0.2.{host}/{PREFIX}", "dev", link)
            run("ip", "-n", name, "link", "set", link, "up")
        enter("bench-node")
        yield
    finally:
        os.setns(home, os.CLONE_NEWNET)
        os.close(home)
        run("ip", "netns", "del", "bench-node")
        run("ip", "netns", "del", "bench-neighbour")


def enter(namespace):
    with open(f"/run/netns/{namespace}", "rb") as file:
        os.setns(file.fileno(), os.CLONE_NEWNET)


def hide_state():
    """State files that the node's own booth-helperd does not see."""
    os.unshare(os.CLONE_NEWNS)
    run("mount", "--make-rprivate", "/")
    os.makedirs("/run/booth-agents", exist_ok=True)
    run("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", "/run/booth-agents")


@contextlib.contextmanager
def watcher():
    """A booth-helperd in this namespace."""
    daemon = subprocess.Popen(["booth-helperd", "--foreground", "--log-level", "error"], stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 10
        while subprocess.run(["booth-helper", "status"], capture_output=True, timeout=20).returncode != 0:
            if time.monotonic() > deadline:
                sys.exit("booth-helperd does not serve within 10 s")
            time.sleep(0.05)
        yield
    finally:
        daemon.terminate()
        daemon.wait(10)


def last_pid():
    with open("/proc/sys/kernel/ns_last_pid", encoding="ascii") as file:
        return int(file.read())


class Agent:
    """One resource agent with its parameters."""

    def __init__(self, name, **parameters):
        self.path = f"{AGENTS}/{name}"
        self.environment = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "OCF_ROOT": "/usr/lib/ocf",
            "OCF_RA_VERSION_MAJOR": "1",
            "OCF_RA_VERSION_MINOR": "1",
            "OCF_RESOURCE_INSTANCE": "bench",
            "OCF_RESKEY_CRM_meta_timeout": "20000",
            **{f"OCF_RESKEY_{key}": value for key, value in parameters.items()},
        }

    def measure(self, action, expected=0):
        """Runs one action; returns wall ms, CPU ms and processes created."""
        environment = dict(self.environment)
        if action == "monitor":
            environment["OCF_RESKEY_CRM_meta_interval"] = "10000"
        with tempfile.TemporaryFile() as output:
            streams = [(os.POSIX_SPAWN_DUP2, output.fileno(), number) for number in (1, 2)]
            pid_before = last_pid()
            began = time.perf_counter()
            pid = os.posix_spawn(self.path, [self.path, action], environment, file_actions=streams)
            _, status, usage = os.wait4(pid, 0)
            wall = time.perf_counter() - began
            processes = last_pid() - pid_before
            code = os.waitstatus_to_exitcode(status)
            if code != expected:
                output.seek(0)
                sys.exit(f"{self.path} {action} returned {code}, expected {expected}:\n"
                         + output.read().decode(errors="replace"))
        return wall * 1000, (usage.ru_utime + usage.ru_stime) * 1000, processes


class Echo(threading.Thread):
    """Answers on the address, in the node's namespace, as soon as the kernel lets the questions in."""

    IP_FREEBIND = 15  # linux/in.h: bind to an address that is not there yet

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.IPPROTO_IP, self.IP_FREEBIND, 1)
        self.socket.bind((ADDRESS, PORT))

    def run(self):
        while True:
            question, sender = self.socket.recvfrom(16)
            with contextlib.suppress(OSError):
                self.socket.sendto(question, sender)


class Neighbour(threading.Thread):
    """Asks the address from the other namespace, every half millisecond, until it answers."""

    def __init__(self):
        super().__init__()
        self.ready = threading.Event()
        self.answered = None

    def run(self):
        enter("bench-neighbour")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
            link.settimeout(0.0005)
            deadline = time.perf_counter() + 20
            self.ready.set()
            while time.perf_counter() < deadline and self.answered is None:
                with contextlib.suppress(OSError):
                    link.sendto(b"?", (ADDRESS, PORT))
                    link.recv(1)
                    self.answered = time.perf_counter()


def first_answer(agent):
    """ms from start's beginning to the first answer a neighbour gets."""
    neighbour = Neighbour()
    neighbour.start()
    neighbour.ready.wait()
    began = time.perf_counter()
    agent.measure("start")
    neighbour.join()
    agent.measure("stop")
    if neighbour.answered is None:
        sys.exit(f"{agent.path}: the neighbour got no answer from {ADDRESS} within 20 s")
    return (neighbour.answered - began) * 1000


def cycles(agents, rounds, progress):
    """Medians by (agent, action), the agents taking turns."""
    samples = {(kind, action): [] for kind in agents for action in ("start", "monitor", "stop")}
    for number in range(rounds):
        for kind, agent in agents.items():
            for action in ("start", "monitor", "stop"):
                samples[kind, action].append(agent.measure(action))
        progress(number + 1)
    return {key: tuple(statistics.median(column) for column in zip(*values)) for key, values in samples.items()}


def show_progress(what, rounds):
    def show(number):
        if sys.stderr.isatty() or number == rounds:
            end = "\n" if number == rounds else "\r"
            print(f"{what}: {number} of {rounds} rounds", end=end, file=sys.stderr, flush=True)
    return show


def show_rows(resource, medians):
    for action in ("start", "monitor", "stop"):
        own, stock = medians["own", action], medians["stock", action]
        print(f"{resource + ' ' + action:<16}"
              f"{own[0]:8.2f}{stock[0]:9.2f}{stock[0] / own[0]:6.1f}x"
              f"{own[1]:8.2f}{stock[1]:9.2f}{stock[1] / max(own[1], 0.01):6.1f}x"
              f"{own[2]:6.0f}{stock[2]:6.0f}")


def judge(label, reached, detail):
    print(f"{'reached' if reached else 'MISSED'}: {label}: {detail}")
    return reached


def bench_address(rounds):
    parameters = {"ip": ADDRESS, "cidr_netmask": PREFIX, "nic": "bench0"}
    agents = {"own": Agent(OWN["ip"], **parameters), "stock": Agent(STOCK["ip"], **parameters)}
    medians = cycles(agents, rounds, show_progress("address", rounds))
    Echo().start()
    answers = {kind: [first_answer(agent) for _ in range(min(rounds, 20))] for kind, agent in agents.items()}
    return medians, answers


def bench_service(rounds):
    with open("/etc/booth/bench.conf", "w", encoding="ascii") as file:
        file.write(CONFIG)
    run("ip", "addr", "add", f"{ADDRESS}/{PREFIX}", "dev", "bench0")
    parameters = {"config": "/etc/booth/bench.conf"}
    agents = {"own": Agent(OWN["service"], **parameters), "stock": Agent(STOCK["service"], **parameters)}
    try:
        return cycles(agents, rounds, show_progress("daemon", rounds))
    finally:
        agents["own"].measure("stop")
        os.unlink("/etc/booth/bench.conf")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=50, help="how often each action runs (default 50)")
    parser.add_argument("--ratio", type=int, default=8,
                        help="how many times faster a monitor must be than the stock one (default 8)")
    options = parser.parse_args()
    rounds, ratio = options.rounds, options.ratio
    hide_state()
    with network(), watcher():
        address, answers = bench_address(rounds)
        service = bench_service(rounds)
    print(f"Medians of {rounds}; {platform.freedesktop_os_release()['PRETTY_NAME']}, Linux {platform.release()}")
    print(f"{'':<16}{'wall ms':>16}{'':7}{'CPU ms':>17}{'':7}{'processes':>11}")
    print(f"{'action':<16}{'ours':>8}{'stock':>9}{'':7}{'ours':>8}{'stock':>9}{'':7}{'ours':>6}{'stock':>6}")
    show_rows("booth-ip", address)
    show_rows("booth-service", service)
    own_answer, stock_answer = (statistics.median(answers[kind]) for kind in ("own", "stock"))
    print(f"first answer to a neighbour after start began: ours {own_answer:.1f} ms "
          f"(at most {max(answers['own']):.1f}), stock {stock_answer:.1f} ms")
    results = [
        judge(f"booth-ip monitor, wall time at most 1/{ratio} of IPaddr2's",
              address["own", "monitor"][0] * ratio <= address["stock", "monitor"][0],
              f"1/{address['stock', 'monitor'][0] / address['own', 'monitor'][0]:.1f}"),
        judge(f"booth-ip monitor, CPU time at most 1/{ratio} of IPaddr2's",
              address["own", "monitor"][1] * ratio <= address["stock", "monitor"][1],
              f"1/{address['stock', 'monitor'][1] / max(address['own', 'monitor'][1], 0.01):.1f}"),
        judge("booth-ip monitor, at most 3 processes", address["own", "monitor"][2] <= 3,
              f"{address['own', 'monitor'][2]:.0f}"),
        judge(f"booth-service monitor, wall time at most 1/{ratio} of booth-site's",
              service["own", "monitor"][0] * ratio <= service["stock", "monitor"][0],
              f"1/{service['stock', 'monitor'][0] / service['own', 'monitor'][0]:.1f}"),
        judge("address usable by a neighbour within 50 ms of start's beginning",
              own_answer <= NEIGHBOUR_TARGET_MS, f"{own_answer:.1f} ms"),
    ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
