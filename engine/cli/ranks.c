#include "cli/ranks.h"

#include "cli/command.h"

#include <stdlib.h>

static int64_t joined = 1; // how many there are

// What mpirun of Open MPI, others by PMI, and srun tell those that they start. One alone is no crowd.
static bool is_started_as_one_of_several(void) {
  static const char *const sizes[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"};
  const char *of_step = getenv("PMIX_RANK") ? getenv("SLURM_STEP_NUM_TASKS") : NULL;
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
    if (getenv(sizes[i]) && atol(getenv(sizes[i])) > 1) return true;
  return of_step && atol(of_step) > 1;
}

#ifdef FL_MPI
#include <mpi.h>

bool fl_ranks_begin(int64_t *rank, int64_t *ranks) {
  int number = 0, count = 1;
  *rank = 0;
  *ranks = 1;
  if (!is_started_as_one_of_several()) return true;
  MPI_Init(NULL, NULL);
  MPI_Comm_rank(MPI_COMM_WORLD, &number);
  MPI_Comm_size(MPI_COMM_WORLD, &count);
  *rank = number;
  *ranks = joined = count;
  return true;
}

bool fl_ranks_meet(bool good) {
  int mine = good, all = good;
  if (joined > 1) MPI_Allreduce(&mine, &all, 1, MPI_INT, MPI_LAND, MPI_COMM_WORLD);
  return all;
}

int fl_ranks_agree(int code) {
  int worst = code;
  if (joined > 1) MPI_Allreduce(&code, &worst, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
  return worst;
}

void fl_ranks_end(int code) {
  int up = 0;
  MPI_Initialized(&up);
  if (up && joined > 1 && code == FL_EXIT_FAILED) MPI_Abort(MPI_COMM_WORLD, code); // the others may wait for this one
  if (up) MPI_Finalize();
}

#else

bool fl_ranks_begin(int64_t *rank, int64_t *ranks) {
  *rank = 0;
  *ranks = joined;
  if (!is_started_as_one_of_several()) return true;
  fl_tell("%s", fl_word(FL_W_no_mpi));
  return false;
}

bool fl_ranks_meet(bool good) {
  return good;
}

int fl_ranks_agree(int code) {
  return code;
}

void fl_ranks_end(int code) {
  (void)code;
}

#endif
