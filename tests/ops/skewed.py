"""A gpu worker whose clock is wrong: python -m tests.ops.skewed SECONDS, then what `celery` takes.

Every clock of Python's that tells the date is off before anything else is imported.
"""

import datetime
import sys
import time

SECONDS = float(sys.argv[1])
_time, _gmtime, _localtime = time.time, time.gmtime, time.localtime


class Skewed(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)

    @classmethod
    def utcnow(cls):
        return cls.now(datetime.UTC).replace(tzinfo=None)


time.time = lambda: _time() + SECONDS
time.time_ns = lambda: int(time.time() * 1e9)
time.gmtime = lambda seconds=None: _gmtime(time.time() if seconds is None else seconds)
time.localtime = lambda seconds=None: _localtime(time.time() if seconds is None else seconds)
datetime.datetime = Skewed

if __name__ == "__main__":
    from celery.__main__ import main

    sys.argv[1:] = sys.argv[2:]
    sys.exit(main())
