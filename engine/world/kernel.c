// Runs pass 1 of a day with the kernel that suits the machine.
#include "world/fan_day.h"

#ifdef FL_WIDE
void fl_fan_block_wide(void *world, uint32_t block, uint32_t worker);

static bool wide(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}
#else
#define fl_fan_block_wide fl_fan_block
static bool wide(void) {
  return false;
}
#endif

void fl_stage_fans(fl_world *world) {
  const fl_parallel *parallel = &world->options.parallel;
  const bool plain = world->options.plain_kernel || !wide();
  parallel->run(parallel->workers, world->agents.block_count, plain ? fl_fan_block : fl_fan_block_wide, world);
}
