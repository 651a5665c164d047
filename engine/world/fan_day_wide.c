// The fan kernel for machines with AVX2 and BMI: the same source, compiled for them (CMakeLists.txt). The same bits, because nothing in
// it is left to the compiler to round.
#ifdef FL_WIDE
#define FL_KERNEL(name) name##_wide
#define FL_MORE         0
#include "world/visit.c"

#include "world/fan_day.c"
#else
typedef int fl_no_wide_kernel; // a source file is not empty
#endif
