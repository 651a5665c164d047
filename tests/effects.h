// Sizes of effects: each row of tests/effects.def moves a lever to half and to one and a half of what it is, all else equal and with the
// same random numbers, and asks by how much an observable answers. docs/mechanisms.md shows the rows with what is measured.
#ifndef TESTS_EFFECTS_H
#define TESTS_EFFECTS_H

// Measures the rows of a mechanism ("M01"). Fails where an answer lies outside the range that its row demands or cannot be told from none,
// and where the table in docs/mechanisms.md is another; with FL_REGENERATE=1 it writes that table anew.
void effects_check(const char *mechanism);

// What is wrong with tests/effects.def and with its tables in docs/mechanisms.md, measured columns apart, without running a world: 0 and
// faults told otherwise.
int effects_faults(void);

#endif
