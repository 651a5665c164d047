// calibrate --from: a scenario made of daily figures in a CSV file, to be fitted at once and edited later.
#ifndef FANLOOP_FROM_H
#define FANLOOP_FROM_H

// Reads the figures and writes the scenario, whose path it leaves in `*out` (to be freed). One that stands there as it would be written stays; any
// other is refused. FL_EXIT_DONE, or the exit code after messages.
int fl_from_write(const char *path, char **out);

#endif
