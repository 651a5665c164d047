// Runs pass 1 of a day with the kernel that suits the machine and the day.
#include "world/fan_day.h"

void fl_fan_block_more(void *world, uint32_t block, uint32_t worker);
#ifdef FL_WIDE
void fl_fan_block_wide(void *world, uint32_t block, uint32_t worker);
void fl_fan_block_more_wide(void *world, uint32_t block, uint32_t worker);

static bool wide(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}
#else
#define fl_fan_block_wide      fl_fan_block
#define fl_fan_block_more_wide fl_fan_block_more
static bool wide(void) {
  return false;
}
#endif

void fl_stage_fans(fl_world *world) {
  const fl_parallel *parallel = &world->options.parallel;
  const fl_step *step = &world->step;
  const bool more = step->word || step->cover || step->outside || step->aim || step->met || step->wait || step->seeds ||
                    step->calls || step->votes > 0.0f;
  const bool plain = world->options.plain_kernel || !wide();
  static void (*const kernels[2][2])(void *, uint32_t, uint32_t) = {{fl_fan_block_wide, fl_fan_block},
                                                                    {fl_fan_block_more_wide, fl_fan_block_more}};
  parallel->run(parallel->workers, world->agents.block_count, kernels[more][plain], world);
}
