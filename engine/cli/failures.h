// Runs of a comparison that failed, told by reason: a mistake in a hook fails them all, and is read once.
#ifndef FANLOOP_CLI_FAILURES_H
#define FANLOOP_CLI_FAILURES_H

#include "cli/arms.h"

// Says each reason that stands in `messages`, from number `from` on, once on standard error: how many runs it hit, and the first of them.
// The messages are those of fl_compare_run; others are said as they are. False, and nothing is said, when memory is out.
bool fl_failures_tell(const fl_arms *arms, const fl_messages *messages, size_t from);

#endif
