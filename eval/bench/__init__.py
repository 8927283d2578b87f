"""Speed, as ratios against what the same machine can do in the same run. Not part of the tests."""
