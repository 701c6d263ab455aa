"""Takes the real documents of others, by which the reading is tried, out of clones of their repositories.

``python -m tools.foreign CLONES [FOLDER]``: CLONES holds a clone of each repository of ``tests/foreign/documents.toml``
(as ``data-strategy``, or ``GSA+data-strategy/repo``); FOLDER is where the documents go, by default ``foreign`` beside
the checkout. A document is written only where its digest is the one declared.
"""

import hashlib
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DECLARED = ROOT / "tests" / "foreign" / "documents.toml"
_TIME_LIMIT = 60  # seconds for git


def take_documents(clones: Path, folder: Path) -> int:
    """Write every declared document into a folder; give how many could not be had, each told of in a line."""
    missing = 0
    folder.mkdir(parents=True, exist_ok=True)
    for one in tomllib.loads(DECLARED.read_text(encoding="utf-8"))["document"]:
        data = _show(clones, one["repository"], one["commit"], one["path"])
        if data is not None and hashlib.sha256(data).hexdigest() == one["sha256"]:
            (folder / one["file"]).write_bytes(data)
            print(f"{folder / one['file']}: {one['title']}")
        else:
            missing += 1
            why = f"no clone of {one['repository']} with that commit" if data is None else "its digest is another"
            print(f"{one['file']}: not written, {why}", file=sys.stderr)
    return missing


def _show(clones: Path, repository: str, commit: str, path: str) -> bytes | None:
    """Give the bytes of one file of one commit; ``None`` where no clone has it."""
    owner, name = repository.split("/")
    for clone in (clones / name, clones / f"{owner}+{name}" / "repo"):
        if clone.is_dir():
            command = ["git", "-C", str(clone), "show", f"{commit}:{path}"]
            done = subprocess.run(command, capture_output=True, timeout=_TIME_LIMIT, check=False)
            if done.returncode == 0:
                return done.stdout
    return None


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3:
        sys.exit("Say where the clones are: make foreign CLONES=FOLDER")
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT.parent / "foreign"
    sys.exit(1 if take_documents(Path(sys.argv[1]), target) else 0)
