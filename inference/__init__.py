"""Rotoscoping without Django: engines, and the worker that runs them."""

import os

# Threads that wait for each other sleep instead of spinning: beside a web server and other workers on the same cores
# spinning makes a frame many times slower. Read when torch is loaded, so it is set before that.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
