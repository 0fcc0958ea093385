"""Adapters of outside solvers, one a file: a ``BinaryProgram`` in, an ``Answer`` out."""
