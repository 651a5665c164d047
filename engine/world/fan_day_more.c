// The fan kernel for days on which mechanisms are on that few worlds have (fan_day.h): the same source.
#define FL_KERNEL(name) name##_more
#define FL_MORE         1
#include "world/visit.c"

#include "world/fan_day.c"
