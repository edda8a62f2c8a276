"""A terminal (tmux) in which Profanity runs, used as a person would. Screens are kept as text."""

import asyncio
import os
import re
import shutil
import subprocess
import tempfile
import time

from checks import expect

SCREENS = os.path.join(os.environ.get("CHECK_ARTIFACTS", tempfile.gettempdir()), "profanity")


class Terminal:
    """A tmux server of its own with one window in which Profanity runs, its home an empty folder."""

    def __init__(self, name="profanity"):
        self.name = name
        self.home = tempfile.mkdtemp(prefix="profanity-")
        self.socket = os.path.join(self.home, "tmux")
        self.shots = 0
        os.makedirs(SCREENS, exist_ok=True)

    def tmux(self, *arguments):
        return subprocess.run(["tmux", "-S", self.socket, *arguments], check=True, capture_output=True, text=True).stdout

    def start(self):
        environment = [f"HOME={self.home}", "LC_ALL=C.UTF-8", "TERM=screen-256color"]
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
            environment.append(f"{name}={self.home}/{name.lower()}")
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", "130", "-y", "40", "env", *environment,
                  "profanity", "-l", "DEBUG", "-f", os.path.join(SCREENS, f"{self.name}.log"))

    def type(self, line):
        self.tmux("send-keys", "-l", line)
        self.tmux("send-keys", "Enter")

    def screen(self):
        return self.tmux("capture-pane", "-p")

    async def shows(self, pattern, seconds=15):
        """Waits until the screen shows the pattern, and keeps that screen."""
        end = time.monotonic() + seconds
        while True:
            screen = self.screen()
            found = re.search(pattern, screen)
            if found or time.monotonic() > end:
                self.keep(screen, pattern)
                expect(found, f"no '{pattern}' on the screen; last lines: {screen.split()[-30:]}")
                return screen
            await asyncio.sleep(0.05)

    async def ends(self, seconds=15):
        """Waits until the program has ended, and its window with it."""
        end = time.monotonic() + seconds
        while subprocess.run(["tmux", "-S", self.socket, "has-session"], capture_output=True, check=False).returncode == 0:
            expect(time.monotonic() < end, f"{self.name} does not end")
            await asyncio.sleep(0.05)

    def keep(self, screen, name):
        self.shots += 1
        name = re.sub(r"\W+", "-", name).strip("-")[:40]
        with open(os.path.join(SCREENS, f"{self.name}-{self.shots:02}-{name}.txt"), "w", encoding="utf-8") as file:
            file.write(screen)

    def stop(self):
        subprocess.run(["tmux", "-S", self.socket, "kill-server"], capture_output=True, check=False)
        shutil.rmtree(self.home, ignore_errors=True)
