// "Did you mean" for the keys of levers: parameters, fields of the set-up, "<policy id>.<field>".
#ifndef FANLOOP_SUGGEST_H
#define FANLOOP_SUGGEST_H

#include "fanloop/scenario.h"

// What may be meant by `key`, which nothing is called: copied into `out` (FL_TEXT_MAX bytes). False when nothing is near. Fields of the
// set-up are offered with `setup` only, policies where they run.
bool fl_key_near(const fl_policy *policies, size_t policy_count, bool setup, const char *key, char *out);
// The running policy whose id is nearest to `id`, or NULL.
const fl_policy *fl_policy_near(const fl_policy *policies, size_t policy_count, const char *id);

#endif
