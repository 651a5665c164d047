#include "experiment/sums.h"

#include <string.h>

static void add_day(const fl_world *world, fl_sums *sums) {
  size_t n;
  const fl_row_platform_day *day = fl_world_rows(world, FL_T_platform_day, &n);
  sums->days++;
  sums->active_fan_days += day->active_fans;
  sums->orders += day->orders;
  sums->gmv_fen += day->gmv_fen;
  sums->paid_fen += day->paid_fen;
  sums->platform_fen += day->platform_fen;
  sums->seller_fen += day->seller_fen;
  sums->follows += day->follows;
  const fl_row_source_day *sources = fl_world_rows(world, FL_T_source_day, &n);
  for (size_t s = 0; s < n; s++)
    if (sources[s].source == 0) sums->private_gmv_fen += sources[s].gmv_fen;
  if (fl_world_day(world) + 28 > fl_world_days(world)) sums->last_28_gmv_fen += day->gmv_fen;
}

// Own rooms follow the generated ones.
static void add_rooms(const fl_world *world, fl_room_sums *rooms) {
  const int64_t generated = fl_model_scenario(fl_world_model(world))->setup.rooms;
  size_t n;
  const fl_row_room_day *rows = fl_world_rows(world, FL_T_room_day, &n);
  for (size_t i = n; i-- > 0 && rows[i].room >= generated;) {
    fl_room_sums *sums = &rooms[rows[i].room - generated];
    sums->orders += rows[i].orders_private + rows[i].orders_public;
    sums->gmv_fen += rows[i].gmv_private_fen + rows[i].gmv_public_fen;
  }
}

static fl_status run_days(fl_world *world, const fl_sums_watch *watch, fl_sums *sums, fl_room_sums *rooms) {
  fl_status status = fl_world_begin(world);
  while (status == FL_OK && fl_world_day(world) < fl_world_days(world)) {
    const bool counts = fl_world_in_window(world);
    const int64_t date = fl_world_date(world);
    status = fl_world_step(world);
    if (status == FL_OK && counts) add_day(world, sums);
    if (status == FL_OK && counts && rooms) add_rooms(world, rooms);
    if (status == FL_OK && watch) watch->evening(watch->ctx, fl_world_day(world), fl_world_days(world), date);
  }
  return status == FL_OK ? fl_world_finish(world) : status;
}

fl_status fl_sums_run(const fl_scenario *scenario, const fl_hooks *hooks, fl_parallel parallel, const fl_sums_watch *watch,
                      fl_sums *out, fl_room_sums *rooms, fl_messages *messages) {
  fl_model *model = NULL;
  fl_world *world = NULL;
  memset(out, 0, sizeof *out);
  if (rooms) memset(rooms, 0, scenario->room_count * sizeof *rooms);
  fl_status status = fl_model_create(scenario, messages, &model);
  fl_world_options options = fl_default_world_options();
  options.parallel = parallel;
  if (hooks) options.hooks = *hooks;
  if (status == FL_OK) status = fl_world_create(model, &options, messages, &world);
  if (status == FL_OK) {
    fl_fan_view first; // the catchment of own rooms comes first
    if (fl_world_fan(world, 0, &first)) out->own_weight = first.weight;
    status = run_days(world, watch, out, rooms);
    if (status != FL_OK) fl_messages_add(messages, true, "%s", fl_world_failure(world));
  }
  fl_world_destroy(world);
  fl_model_destroy(model);
  return status;
}
