"""Playhead's own figures, each beside a reference measured in the same run."""
