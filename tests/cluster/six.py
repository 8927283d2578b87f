"""A cluster: coordinators, two query nodes, data, index and proxy, over etcd and a mock of Kafka. See ``apart.py``.

The line ``kill NAME`` ends one of the processes as a machine that falls out would, and ``start NAME`` starts it anew.
"""

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from confluent_kafka import Producer
from milvus import MilvusServerConfig

from tests.cluster.inside import QUICK, forward, say, use_loopback

_ROLES = {
    "coordinators": ["mixture", "-rootcoord", "-querycoord", "-datacoord", "-indexcoord"],
    "data": ["datanode"],
    "index": ["indexnode"],
    "query1": ["querynode"],
    "query2": ["querynode"],
    "proxy": ["proxy"],
}
_METRICS = 9_091
"""The port by which the first tells how it is; each next one has the next."""
_SECONDS = 120


class Cluster:
    """The processes of a cluster by their names, all in one folder."""

    def __init__(self, folder: Path) -> None:
        """Start etcd, the mock of Kafka, and all six."""
        self._folder = folder
        config = MilvusServerConfig(data_dir=str(folder))
        config.resolve()
        self.port = int(config.get("proxy_port"))
        (folder / "bin").symlink_to(Path(sys.prefix) / "server" / "bin")
        self._run("etcd", ["etcd", "--data-dir", str(folder / "etcd")], os.environ)
        self._kafka = Producer({"test.mock.num.brokers": 1})
        [broker] = self._kafka.list_topics(timeout=10).brokers.values()
        self._settings = {
            **os.environ,
            **QUICK,
            "LD_LIBRARY_PATH": str(folder / "bin"),
            "DEPLOY_MODE": "CLUSTER",
            "ETCD_USE_EMBED": "false",
            "ETCD_ENDPOINTS": "127.0.0.1:2379",
            "MQ_TYPE": "kafka",
            "KAFKA_BROKERLIST": f"{broker.host}:{broker.port}",
            "KAFKA_SECURITYPROTOCOL": "PLAINTEXT",
            "KAFKA_SASLMECHANISMS": "PLAIN",
            "COMMON_STORAGETYPE": "local",
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        for name in _ROLES:
            self.start(name)

    def start(self, name: str) -> None:
        """Start a process and wait until it says that it is well."""
        place = list(_ROLES).index(name)
        own = {"METRICS_PORT": str(_METRICS + place), "QUERYNODE_PORT": str(21_200 + place)}
        command = [str(self._folder / "bin" / "milvus"), "run", *_ROLES[name]]
        self.processes[name] = self._run(name, command, {**self._settings, **own})

    def wait(self) -> None:
        """Wait until all say that they are well.

        Raises:
            RuntimeError: If one ended, or is not well in two minutes.
        """
        until = time.monotonic() + _SECONDS
        for place, (name, process) in enumerate(self.processes.items()):
            while not _is_well(_METRICS + place):
                if process.poll() is not None or time.monotonic() > until:
                    written = (self._folder / f"{name}.log").read_text("utf-8", "replace")
                    raise RuntimeError(f"{name} does not start: {written[-2_000:]}")
                time.sleep(0.2)

    def kill(self, name: str) -> None:
        """End a process without asking."""
        self.processes[name].kill()
        self.processes[name].wait()

    def _run(
        self, name: str, command: list[str], environment: "os._Environ[str] | dict[str, str]"
    ) -> "subprocess.Popen[bytes]":
        with (self._folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(command, cwd=self._folder, env=environment, stdout=log, stderr=log)


def _is_well(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return b"OK" in answer.read()
    except OSError:
        return False


def main(descriptor: str, folder: str) -> None:
    """Start a cluster on a folder, and do what each line asks until there are no more."""
    use_loopback()
    cluster = Cluster(Path(folder))
    cluster.wait()
    forward(int(descriptor), lambda: cluster.port)
    say("ready")
    for line in sys.stdin:
        verb, name = line.split()
        {"kill": cluster.kill, "start": cluster.start}[verb](name)
        say("done")


main(*sys.argv[1:])
