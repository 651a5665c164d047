// A model is compiled once from a scenario and never changes; a world is everything that does.
#ifndef FANLOOP_WORLD_H
#define FANLOOP_WORLD_H

#include "fanloop/parallel.h"
#include "fanloop/rows.h"
#include "fanloop/scenario.h"
#include "fanloop/seller.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct fl_model fl_model;
typedef struct fl_world fl_world;

// Called by the world at its natural moments. NULL members are skipped. A hook that fails stops the run with its status.
typedef struct fl_hooks {
  void *ctx;
  fl_status (*on_start)(void *ctx, fl_world *world); // after building, before the first day
  fl_status (*on_day)(void *ctx, fl_world *world);   // morning: before supply, with yesterday's measures readable
  // Each morning of the window, after on_day: sellers decide (fl_world_seller, fl_world_decide).
  fl_status (*on_sellers)(void *ctx, fl_world *world);
  fl_status (*on_night)(void *ctx, fl_world *world); // evening: today's measures are complete; users' metrics are taken here
  fl_status (*on_end)(void *ctx, fl_world *world);
} fl_hooks;

typedef struct fl_world_options {
  int cookie;
  fl_parallel parallel;
  fl_hooks hooks;
  fl_sink sink;      // may be empty: rows are digested and dropped
  bool check;        // walk the invariants after every stage
  bool all_orders;   // log every fan's orders instead of the sample
  bool plain_kernel; // the kernel for any machine, where there is one for this machine: a test that results do not hang on it
  bool reversed;     // fans in reverse order in memory: a test that results do not hang on it
} fl_world_options;

fl_world_options fl_default_world_options(void);

// Builds the model. FL_BAD_SCENARIO with messages when the scenario is wrong.
// The scenario is copied.
fl_status fl_model_create(const fl_scenario *scenario, fl_messages *messages, fl_model **out);
void fl_model_destroy(fl_model *model);
// Gives the model another run number, before any world is made of it.
void fl_model_number(fl_model *model, int64_t run);
const fl_scenario *fl_model_scenario(const fl_model *model);

// The model must outlive the world.
fl_status fl_world_create(const fl_model *model, const fl_world_options *options, fl_messages *messages, fl_world **out);
void fl_world_destroy(fl_world *world);

// Begins: on_start and the rows of the dimension tables. Then one fl_world_step per day, then fl_world_finish.
fl_status fl_world_begin(fl_world *world);
fl_status fl_world_step(fl_world *world);
fl_status fl_world_finish(fl_world *world);
int64_t fl_world_date(const fl_world *world);        // today, days since 1970-01-01
int64_t fl_world_day(const fl_world *world);         // today, 0 = first day of the warm-up
int64_t fl_world_days(const fl_world *world);        // days of the run, warm-up included
bool fl_world_in_window(const fl_world *world);      // today is after the warm-up
const char *fl_world_failure(const fl_world *world); // text of the broken invariant or hook, or ""
void fl_world_fail(fl_world *world, const char *format, ...) __attribute__((format(printf, 2, 3)));
const fl_model *fl_world_model(const fl_world *world);

// Stocks that have to stand still before the window.
typedef enum fl_drift { FL_DRIFT_FOLLOWERS, FL_DRIFT_TRUST, FL_DRIFT_PRIVATE, FL_DRIFTS } fl_drift;
// Whether the active followers, the mean trust or the private share of GMV moved by more than 1 % in the last 28 days of the warm-up;
// `change` is the relative change over them, 0 where it was not measured.
bool fl_world_drifts(const fl_world *world, fl_drift which, double *change);
// Whether more than FL_SATURATION of relations had trust at an end when the census last looked: below .05 (`high` false) or above .95.
// `share`: how many, 0..1. Levers of trust are dead where most relations cannot move (M03).
#define FL_SATURATION 0.30
bool fl_world_saturates(const fl_world *world, bool high, double *share);
// Whether the focus rooms have more followers on the first day than half of the fans of the catchment hold: `crowd` real fans hold as
// many, the catchment has `catchment`.
bool fl_world_crowded(const fl_world *world, double *catchment, double *crowd);

// How often a festival, a recall or a seller who calls followers back gave nothing out, since 255 kinds of red packets and vouchers were
// good already.
int64_t fl_world_kinds_refused(const fl_world *world);

// The first day (0 = first of the warm-up) on which runs of two models can differ, or the number of days where they cannot. Variants that
// differ in policies alone differ from the first day on which one of these does anything; all others from day 0. Hooks are taken to do
// the same in both.
int64_t fl_model_differs(const fl_model *a, const fl_model *b);
// The dates from the first to the last day of the policies in which two models differ, as far as the run goes; of a host who left, to its
// end. False where they differ in nothing, or in more than policies.
bool fl_model_policy_span(const fl_model *a, const fl_model *b, int64_t *first, int64_t *last);
// Goes on as a world of `model`, which must not have begun to differ: the rest is what a world of `model` from day 0 would do, bit for
// bit. The rows of table `policy` are given out once more. FL_BROKEN when it is too late.
fl_status fl_world_turn(fl_world *world, const fl_model *model);

// The latest rows of a table: in on_day those of yesterday, in on_night and later those of today.
const void *fl_world_rows(const fl_world *world, fl_table_id table, size_t *count);
// Adds a row to the users' table `metric`.
fl_status fl_world_metric(fl_world *world, const char *name, double value);
// Changes a parameter or "<policy id>.<field>" from today on; only in on_start and on_day. What differs when on_day is over becomes rows
// of lever_change. The books are out of reach: no budget goes below what is spent, no beginning is moved once it has come, and no date is
// set that has gone by. False with the reason.
bool fl_world_set(fl_world *world, const char *key, const fl_value *value, char *why, size_t why_size);
// The present value of a lever: the field row, and the struct it lives in.
const fl_field *fl_world_lever(const fl_world *world, const char *key, const void **base);
// Says that there is no lever `key`, and which is meant where one is near.
void fl_world_no_lever(const fl_world *world, const char *key, char *why, size_t why_size);

// A seller as its strategy sees it this morning, or a room of it (`room` -1: none); in on_sellers only. Who is asked for decides for itself
// from now on: rules of prices, quality and hours rest (for a room, that of hours). False: it is not in business today.
bool fl_world_seller(fl_world *world, int64_t brand, int64_t room, fl_seller_view *out);
// Puts the lapsed followers of the brand into its view (fl_world_seller leaves no number there): the first who asks on a morning has all fans
// looked through.
void fl_world_see_lapsed(fl_world *world, int64_t brand, fl_seller_view *view);
// What it has decided, within the ranges of the table; a room decides nothing of its brand. In on_sellers only, from today on.
void fl_world_decide(fl_world *world, int64_t brand, int64_t room, const fl_decision *decision);

// One fan, decoded. Room index -1 marks an empty slot.
typedef struct fl_fan_view {
  int64_t id, weight;
  int64_t city_tier, age_group, taste; // segment
  bool shopper, dormant;
  double activity_prob, minutes_per_day, price_sensitivity, budget_yuan_per_month, budget_spent_share, platform_trust;
  struct {
    int64_t room;
    bool followed, bought;
    double trust; // as of today, forgetting applied
    int64_t orders_recent, days_since_visit;
    int64_t tier; // 0 passer-by, 1 medium, 2 heavy
  } relations[FL_SLOTS];
} fl_fan_view;
bool fl_world_fan(const fl_world *world, int64_t id, fl_fan_view *out);
int64_t fl_world_fans(const fl_world *world);

void fl_world_digest(const fl_world *world, fl_digest *out);

// Where a snapshot goes, piece by piece: false when `size` bytes cannot be taken (disk full).
typedef struct fl_bytes_out {
  void *ctx;
  bool (*write)(void *ctx, const void *bytes, size_t size);
} fl_bytes_out;

// Where it comes from: false when `size` bytes are not there. No more is asked for than what fl_world_save wrote.
typedef struct fl_bytes_in {
  void *ctx;
  bool (*read)(void *ctx, void *bytes, size_t size);
} fl_bytes_in;

// Writes all that changes in a world, to go on from later: after fl_world_begin or fl_world_step, not within a hook. Equal worlds give
// equal bytes, whatever the number of workers. A fan takes 64 bytes, and 16 for each parcel on its way to him (on ordinary days some 4
// bytes a fan); a room takes some 760, yesterday's rows included. Left out is what is not the world's: what hooks remember, what the sink
// holds, and the seconds of the stages.
// FL_ENVIRONMENT: `out` took no more. FL_BROKEN: the world has failed, and nothing was written.
fl_status fl_world_save(const fl_world *world, fl_bytes_out out);
// The world as it was saved. It goes on with fl_world_step (no on_start, no rows of dimension tables) and has the bits of one that was
// never saved; threads, hooks, sink, `check` and `plain_kernel` may be others. `model` must be of the same scenario as the one saved,
// and must outlive the world.
// FL_BAD_SCENARIO with a message: it is no snapshot, of another format, engine, layout or scenario, of a run with other options, cut
// short or damaged. FL_ENVIRONMENT with a message: not enough memory. Memory is taken as the model asks for it, not as the bytes say.
fl_status fl_world_load(const fl_model *model, const fl_world_options *options, fl_bytes_in in, fl_messages *messages,
                        fl_world **out);

// What a run costs and did. Bytes are of the world's own memory.
typedef struct fl_world_stats {
  int64_t fans, rooms, days, fan_bytes, queue_bytes_peak, total_bytes_peak;
  int64_t fan_days, active_fan_days, visits;
  double stage_seconds[16]; // filled by the caller's clock, see fl_world_clock
} fl_world_stats;
void fl_world_get_stats(const fl_world *world, fl_world_stats *out);
// Gives the world a clock (seconds) for the shares of each stage; results never depend on it.
void fl_world_clock(fl_world *world, double (*seconds)(void));
const char *fl_world_stage_name(int stage); // NULL past the last

#ifdef __cplusplus
}
#endif
#endif
