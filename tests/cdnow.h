// The log of an online music shop (CDNOW), where it lies beside the project: ../shared/data, or the folder that FL_DATA names. It is
// not part of the project; without it the tests of the real log are skipped.
#ifndef TESTS_CDNOW_H
#define TESTS_CDNOW_H

#include "stats/cohort.h"

typedef struct cdnow {
  fl_histories histories; // purchase days, 0 = 1997-01-01, of each customer of the sample
  double *value;          // dollars a customer
} cdnow;

// False after a message: the data are not there.
bool cdnow_read(cdnow *out);
void cdnow_free(cdnow *data);

#endif
