"""`qa serve` under load: python benchmarks/serve.py INDEX QUESTIONS.jsonl [--connections N]

Starts the server on a free port, keeps so many connections asking, one question after the other,
and says how many answers came, how long they took, what failed, and how the server's memory grew
(Linux).
"""

import argparse
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import cycle, islice
from pathlib import Path


@dataclass
class Load:
    """What the connections have seen; each appends to the lists, which is one step in Python."""

    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def ask(port: int, questions: list[str], end: float, load: Load) -> None:
    """One connection: asks until the time is over, and begins a new one after a failure."""
    connection = HTTPConnection("127.0.0.1", port, timeout=90)
    for question in cycle(questions):
        if time.perf_counter() >= end:
            break
        started = time.perf_counter()
        body = json.dumps({"question": question, "k": 1})
        try:
            connection.request("POST", "/ask", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            value = json.loads(answer.read())
        except (OSError, HTTPException, ValueError) as error:
            load.failures.append(repr(error))
            connection.close()
            continue
        if answer.status != 200 or value["question"] != question:
            load.failures.append(f"{answer.status} {str(value)[:100]}")
        load.seconds.append(time.perf_counter() - started)
    connection.close()


def memory(process: int) -> float:
    """MB of main memory that a process holds now."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) / 1000


def measure(index: str, questions: list[str], connections: int, seconds: float) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "qa", "serve", "--index", index, "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            print(server.stderr.readline().strip())
            load, end = Load(), time.perf_counter() + seconds
            shifted = [
                list(islice(cycle(questions), n, n + len(questions))) for n in range(connections)
            ]
            threads = [
                threading.Thread(target=ask, args=(port, each, end, load)) for each in shifted
            ]
            for thread in threads:
                thread.start()
            held = []
            while any(thread.is_alive() for thread in threads):
                time.sleep(seconds / 12)
                held.append(memory(server.pid))
            for thread in threads:
                thread.join()
        finally:
            server.send_signal(signal.SIGINT)
        code = server.wait()
    print(f"{connections} connections, {seconds:.0f} s, {os.cpu_count()} cores")
    print(f"answers: {len(load.seconds):,}, {len(load.seconds) / seconds:.1f} a second")
    cuts = statistics.quantiles(load.seconds, n=20)
    print(
        f"seconds: median {cuts[9]:.2f}, of 20 the 19th {cuts[18]:.2f},"
        f" longest {max(load.seconds):.2f}"
    )
    print(f"memory, MB: {', '.join(f'{each:.0f}' for each in held)}")
    print(f"failures: {len(load.failures)} {load.failures[:3]}; the server ended with {code}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index")
    parser.add_argument("questions", type=Path, help="a line of JSON with `question` each")
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    lines = options.questions.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines if line.strip()]
    measure(options.index, questions, options.connections, options.seconds)


if __name__ == "__main__":
    main()
