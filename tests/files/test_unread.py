"""What is not read is counted by suffix, within bounds."""

from pathlib import Path

from qa.files.find import list_files
from qa.files.unread import MOST_SUFFIXES, OTHERS, Unread, unread_text


def _counted(*names: str) -> Unread:
    unread = Unread()
    for name in names:
        unread.add_file(name)
    return unread


def test_files_of_other_formats_and_links_are_counted(tmp_path: Path) -> None:
    for name in ("a.txt", "b.png", "deep/c.PNG", "deep/d.mp3", ".hidden.png", "out/e.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("words")
    (tmp_path / ".gitignore").write_text("out/\n*.wav\n")
    (tmp_path / "f.wav").write_text("")
    (tmp_path / "g.wav").symlink_to("a.txt")
    (tmp_path / "file").symlink_to("a.txt")
    (tmp_path / "folder").symlink_to("deep")
    (tmp_path / "broken").symlink_to("nowhere")
    unread = Unread()
    files = list_files([tmp_path], [".txt"], ["b*.png"], unread)
    assert [file.source for file in files] == ["a.txt"]
    assert unread.counts() == {".mp3": 1, ".png": 1, "links": 3}


def test_the_files_of_an_index_are_not_counted(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    for name in ("qa.sqlite3", "vectors.faiss", "writer.lock"):
        (tmp_path / "index" / name).write_bytes(b"")
    unread = Unread()
    list_files([tmp_path], [".txt"], (), unread)
    assert unread.counts() == {}


def test_the_largest_counts_are_named_first() -> None:
    names = ["a.mp3", "b.png", "c.PNG", "Makefile", "d.tar.xz", "e.a b", "f.x\n"]
    unread = _counted(*names)
    unread.add_link()
    assert unread.counts() == {".png": 2, ".mp3": 1, ".xz": 1, "others": 3, "links": 1}
    text = "2 .png, 1 .mp3, 1 .xz, 3 others, 1 symbolic link"
    assert unread_text(unread.counts()) == text


def test_a_line_names_ten_suffixes() -> None:
    counts = _counted(*(f"a.s{n:03}" for n in range(1500))).counts()
    assert (len(counts), counts[OTHERS]) == (MOST_SUFFIXES + 1, 1500 - MOST_SUFFIXES)
    text = unread_text(counts)
    assert text.startswith("1 .s000, 1 .s001, ")
    assert text.endswith(", 1 .s009, 1,490 others")


def test_nothing_and_files_without_a_suffix() -> None:
    assert unread_text({}) == ""
    assert unread_text(_counted("Makefile").counts()) == "1 file without a known suffix"
