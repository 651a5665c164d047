// A script for Slurm that makes a sweep shard by shard.
#ifndef FANLOOP_SBATCH_H
#define FANLOOP_SBATCH_H

#include "cli/command.h"

// Prints it: an array of as many tasks as --sbatch says, each a shard. `name`: of the scenario. Returns the exit code.
int fl_sbatch_print(const fl_args *args, const char *name);

#endif
