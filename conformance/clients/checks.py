"""What the Python checks share: settings from the environment, and a runner that prints one line per check."""

import asyncio
import os
import sys
import time

HOST = os.environ.get("CHECK_HOST", "127.0.0.1")
PORT = int(os.environ["CHECK_PORT"])
TLS_PORT = int(os.environ["CHECK_TLS_PORT"])
DOMAIN = os.environ.get("CHECK_DOMAIN", "localhost")
CA = os.environ["CHECK_CA"]
MECHANISMS = os.environ.get("CHECK_MECHANISMS", "SCRAM-SHA-256 SCRAM-SHA-1 PLAIN").split()
TIMEOUT = float(os.environ.get("CHECK_TIMEOUT", "60"))


def password_of(local):
    return "pw-" + local.lower()


class Unexpected(Exception):
    """The server did something else than the check asks for."""


def expect(condition, what):
    if not condition:
        raise Unexpected(what)


def equal(got, wanted, what):
    if got != wanted:
        raise Unexpected(f"{what}: {got!r} instead of {wanted!r}")


class Suite:
    """Runs checks one after another; each has a deadline, and one that fails does not stop the next."""

    def __init__(self, name):
        self.name = name
        self.checks = []

    def check(self, title):
        def add(function):
            self.checks.append((title, function))
            return function
        return add

    async def run_async(self):
        failed = 0
        only = sys.argv[1:]
        for title, function in self.checks:
            if only and not any(word in title for word in only):
                continue
            start = time.monotonic()
            reason = await self._reason(function)
            if reason is None:
                print(f"ok {self.name}: {title} ({time.monotonic() - start:.1f} s)", flush=True)
            else:
                failed += 1
                print(f"FAIL {self.name}: {title}: {reason}", flush=True)
        return failed

    @staticmethod
    async def _reason(function):
        try:
            await asyncio.wait_for(function(), TIMEOUT)
        except Unexpected as e:
            return str(e)
        except (asyncio.TimeoutError, TimeoutError) as e:
            return f"nothing came in time {e}".strip()
        except Exception as e:  # whatever a client library throws is a failed check, not the end of the suite
            return f"{type(e).__name__}: {e}".replace("\n", " ")
        return None

    def run(self):
        sys.exit(1 if asyncio.run(self.run_async()) else 0)
