//! A Python code base: module names and files, standard-library tables, first-party detection.
