"""Benches: what our addons cost, as ratios to core measured in the same run.

Three clones (core, core + ours, core again as the control), one long-lived
worker each; every case on fresh clones. Order A B B A, rollback after each
repetition, the garbage collector outside the clock.
"""
