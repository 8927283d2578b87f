"""Processes that are killed at a step by which a write reaches the disk: as text, for they end without a word."""

DYING = """
import os, shutil, signal, sys, time
from pathlib import Path

seen = 0

def counted(function, step):
    def call(*args, **kwargs):
        global seen
        seen += 1
        if seen == step:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)
    return call

def die_at(step, *others):
    for owner, name in ((os, "fsync"), (os, "replace"), (shutil, "rmtree"), (Path, "unlink"), *others):
        setattr(owner, name, counted(getattr(owner, name), step))

def ended(pid):
    _, status = os.waitpid(pid, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
"""
"""``die_at(step)`` kills the process when it is about to do its so many-th flush, rename or removal."""
