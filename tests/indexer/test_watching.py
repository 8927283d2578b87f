import threading
from pathlib import Path

from indexer.watching import changes


def test_a_change_is_told_and_hidden_files_and_the_index_are_passed_over(tmp_path: Path) -> None:
    docs, stop = tmp_path / "docs", threading.Event()
    (docs / "index").mkdir(parents=True)
    (docs / ".git").mkdir()
    told = changes([docs], apart_from=docs / "index", stop=stop)
    threading.Timer(0.3, (docs / "index" / "x.txt").write_text, ["a"]).start()
    threading.Timer(0.6, (docs / ".git" / "x.txt").write_text, ["a"]).start()
    threading.Timer(0.9, (docs / "echt.txt").write_text, ["a"]).start()

    next(told)

    assert (docs / "echt.txt").exists()  # the first two changes were told to nobody
    stop.set()
    assert list(told) == []
