// The same for machines with AVX2 and BMI, as fan_day_wide.c.
#ifdef FL_WIDE
#define FL_KERNEL(name) name##_more_wide
#define FL_MORE         1
#include "world/visit.c"

#include "world/fan_day.c"
#else
typedef int fl_no_wide_kernel; // a source file is not empty
#endif
