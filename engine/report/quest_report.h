// What a search has found, read from its file: for people in 80 columns, and for machines.
#ifndef FANLOOP_QUEST_REPORT_H
#define FANLOOP_QUEST_REPORT_H

#include "record/result.h"

#include <stdbool.h>
#include <stdio.h>

// FL_ENVIRONMENT when the file cannot be read; fl_result_error tells why.
fl_status fl_quest_write(FILE *out, fl_result *result, const char *path, bool colour);
fl_status fl_quest_json(FILE *out, fl_result *result, const char *path);

#endif
