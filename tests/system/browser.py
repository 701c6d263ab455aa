"""Drives a real browser: prints pages, asks them how they lie, and records what they would fetch."""

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

# Nothing here is about the page: it only keeps the browser itself quiet, and able to run in a container.
_QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # nobody is reached, whoever asks
)
_TIME_LIMIT = 60

# Asked of a copy of the page: how wide it is, and what in it is wider, or hidden, that a reader must see.
_QUESTION = """<script>
addEventListener("load", () => {
  const wide = document.documentElement.clientWidth;
  const scrolls = (element) => element.closest(".scroll, nav");
  const over = [...document.querySelectorAll("body *")].filter((element) =>
    !scrolls(element) && !element.closest(".skip") && element.getBoundingClientRect().right > wide + 1);
  const small = [...document.querySelectorAll("main p, main li, main dd, main td")].filter((element) =>
    parseFloat(getComputedStyle(element).fontSize) < 12);
  const regions = [...document.querySelectorAll(".scroll")].filter((element) => element.clientWidth > wide);
  const answer = {
    inner: innerWidth, wide, scrolled: document.documentElement.scrollWidth,
    over: over.slice(0, 5).map((element) => element.outerHTML.slice(0, 120)),
    small: small.slice(0, 5).map((element) => element.outerHTML.slice(0, 120)),
    regions: regions.length,
  };
  parent.postMessage(JSON.stringify(answer), "*");
});
</script>"""

# A window has a least width; a frame has none.
_FRAME = """<!DOCTYPE html><title>Frame</title><iframe src="{page}" style="width: {width}px; height: 900px; border: 0">
</iframe><script>
addEventListener("message", (told) => {{
  const answer = document.createElement("pre");
  answer.id = "answer";
  answer.textContent = told.data;
  document.body.append(answer);
}});
</script>"""


# What the log of the network says of a request that no page has made, but the browser itself (for updates, say).
_OWN = "not an origin"


def find_browser() -> str:
    """Give the browser's command; fails where there is none, for then nothing was checked."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert found, "there is no chromium: run make test-system, which installs it"
    return found


def browse(page: Path, scratch: Path, *options: str) -> str:
    """Open a page, with a profile of its own; gives what the browser prints."""
    profile = scratch / "profile"
    command = [find_browser(), *_QUIET, f"--user-data-dir={profile}", *options, page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_TIME_LIMIT, check=False)
    shutil.rmtree(profile, ignore_errors=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def print_page(page: Path, scratch: Path, *options: str) -> Path:
    """Print a page to PDF as it would go to paper."""
    printed = scratch / f"{page.stem}.pdf"
    browse(page, scratch, *options, "--no-pdf-header-footer", f"--print-to-pdf={printed}")
    assert printed.is_file()
    return printed


def read_pages(printed: Path, *options: str) -> list[str]:
    """Give the text of each page of a PDF."""
    command = ["pdftotext", *options, str(printed), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=_TIME_LIMIT).stdout
    return text.split("\f")[:-1]


def read_words(printed: Path) -> tuple[tuple[float, ...], list[tuple[float, ...]]]:
    """Give the size of the pages of a PDF, and the box of each word: left, top, right, bottom; in points."""
    command = ["pdftotext", "-bbox", str(printed), "-"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=_TIME_LIMIT).stdout
    sizes = {tuple(map(float, size)) for size in re.findall(r'<page width="([\d.]+)" height="([\d.]+)"', told)}
    (size,) = sizes
    number = r'="([-\d.]+)"'
    words = re.findall(f"<word xMin{number} yMin{number} xMax{number} yMax{number}>", told)
    return size, [tuple(map(float, word)) for word in words]


def list_requests(page: Path, scratch: Path) -> list[str]:
    """Give all that a page asks for when it is printed, beside itself, sorted."""
    log = scratch / f"{page.stem}-net.json"
    print_page(page, scratch, f"--log-net-log={log}", "--net-log-capture-mode=Everything")
    told = json.loads(log.read_text(encoding="utf-8"))
    begins = told["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"]
    asked = [
        event["params"] for event in told["events"] if event["type"] == begins and "url" in event.get("params", {})
    ]
    return sorted({each["url"] for each in asked if each["initiator"] != _OWN})


def measure(page: Path, scratch: Path, width: int) -> dict[str, object]:
    """Ask a copy of a page how it lies in a frame of a width."""
    asking, frame = scratch / f"{page.stem}-asking.html", scratch / f"{page.stem}-{width}.html"
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.read_text(encoding="utf-8"))
    asking.write_text(text.replace("</body>", f"{_QUESTION}</body>"), encoding="utf-8")
    frame.write_text(_FRAME.format(page=asking.name, width=width), encoding="utf-8")
    told = browse(frame, scratch, "--window-size=1600,1000", "--virtual-time-budget=10000", "--dump-dom")
    found = re.search(r'<pre id="answer">(.*?)</pre>', told, re.DOTALL)
    assert found, "the page did not answer"
    answer: dict[str, object] = json.loads(unescape(found[1]))
    return answer
