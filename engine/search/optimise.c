#include "search/optimise.h"

#include "search/confirm.h"
#include "search/local.h"
#include "search/screen.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Local searches in all, and at a time in the first half of their budget; in the second half the leading one goes on alone.
enum { SEARCHES_MOST = 16, AT_A_TIME = 3 };

struct fl_optimise {
  fl_optimise_plan plan; // with its defaults; start belongs to the caller
  fl_ledger ledger;
  fl_merit merit;
  fl_phase phase;
  size_t *asked; // points of the question that is open; room for `most`
  size_t asked_count, most;
  size_t screened; // points of the screening
  fl_local *local; // SEARCHES_MOST
  size_t searches;
  fl_placed *order; // scratch
  fl_trace *trace;
  size_t traced, simulations, best;
};

static size_t or_default(size_t given, size_t otherwise) {
  return given ? given : otherwise;
}

static double or_else(double given, double otherwise) {
  return given > 0 ? given : otherwise;
}

static fl_optimise_plan filled(const fl_optimise_plan *plan) {
  fl_optimise_plan out = *plan;
  out.finalists = or_default(plan->finalists, 3);
  out.further = or_default(plan->further, 2 * plan->runs);
  out.confirm = or_default(plan->confirm, plan->runs > 2 ? 4 * plan->runs : 10);
  out.radius = or_else(plan->radius, 0.15);
  out.resolution = or_else(plan->resolution, 0.002);
  out.apart = or_else(plan->apart, 0.05);
  out.level = or_else(plan->level, 0.95);
  return out;
}

// What selection and confirmation take.
static size_t reserved(const fl_optimise_plan *filled_plan) {
  return (filled_plan->finalists + 1) * filled_plan->further + 2 * filled_plan->confirm;
}

size_t fl_optimise_least(const fl_optimise_plan *plan) {
  const fl_optimise_plan full = filled(plan);
  return (2 * full.cube.factors + 2) * full.runs + reserved(&full);
}

static size_t screen_size(const fl_optimise_plan *plan, size_t most) {
  const size_t quarter = most / 4, few = 3 * plan->cube.factors, half = most / 2;
  const size_t wanted = plan->screen ? plan->screen : quarter > few ? quarter : few < half ? few : half;
  return wanted < most - 1 ? wanted : most - 1;
}

static bool begin(fl_optimise *o) {
  const fl_optimise_plan *plan = &o->plan;
  const size_t points = (plan->budget - reserved(plan)) / plan->runs, finals = plan->finalists + 1;
  o->most = points > finals ? points : finals;
  if (!fl_ledger_make(&o->ledger, &plan->cube, 1 + plan->constraints, plan->runs, plan->further + plan->confirm, points, finals))
    return false;
  o->asked = calloc(o->most, sizeof *o->asked);
  o->local = calloc(SEARCHES_MOST, sizeof *o->local);
  o->order = calloc(points, sizeof *o->order);
  o->trace = calloc(points + finals + 2, sizeof *o->trace);
  if (!o->asked || !o->local || !o->order || !o->trace) return false;
  fl_ledger_enter(&o->ledger, plan->start);
  if (!fl_screen(&o->ledger, &plan->key, screen_size(plan, points))) return false;
  o->screened = o->ledger.points;
  for (; o->asked_count < o->screened; o->asked_count++) o->asked[o->asked_count] = o->asked_count;
  return true;
}

fl_optimise *fl_optimise_begin(const fl_optimise_plan *plan) {
  assert(plan->cube.factors > 0 && plan->cube.factors <= FL_FACTORS_MOST && plan->constraints <= FL_CONSTRAINTS_MOST);
  assert(plan->runs > 0 && plan->budget >= fl_optimise_least(plan));
  fl_optimise *o = calloc(1, sizeof *o);
  if (!o) return NULL;
  o->plan = filled(plan);
  const bool begun = begin(o);
  o->plan.start = NULL; // it belongs to the caller
  if (begun) return o;
  fl_optimise_end(o);
  return NULL;
}

void fl_optimise_end(fl_optimise *o) {
  if (!o) return;
  fl_ledger_free(&o->ledger);
  free(o->asked);
  free(o->local);
  free(o->order);
  free(o->trace);
  free(o);
}

// ---- Ask ------------------------------------------------------------------------------------------------------------------------

// Runs of a phase, numbered from 0.
static size_t first_of(const fl_optimise *o) {
  if (o->phase == FL_PHASE_CONFIRM) return o->plan.runs + o->plan.further;
  return o->phase == FL_PHASE_SELECT ? o->plan.runs : 0;
}
static size_t runs_of(const fl_optimise *o) {
  if (o->phase == FL_PHASE_CONFIRM) return o->plan.confirm;
  return o->phase == FL_PHASE_SELECT ? o->plan.further : o->plan.runs;
}

size_t fl_optimise_most(const fl_optimise *o) {
  return o->most;
}

size_t fl_optimise_most_values(const fl_optimise *o) {
  const size_t points = o->ledger.most * o->plan.runs, select = o->ledger.finals_most * o->plan.further,
               confirm = 2 * o->plan.confirm;
  const size_t runs = points > select ? points : select;
  return (runs > confirm ? runs : confirm) * o->ledger.width;
}

size_t fl_optimise_ask(const fl_optimise *o, double *u, int64_t *first_run, int64_t *runs) {
  const size_t n = o->plan.cube.factors;
  for (size_t i = 0; i < o->asked_count; i++) memcpy(&u[i * n], fl_ledger_point(&o->ledger, o->asked[i]), n * sizeof *u);
  *first_run = o->plan.first_run + (int64_t)first_of(o);
  *runs = (int64_t)runs_of(o);
  return o->asked_count;
}

// ---- Local searches -------------------------------------------------------------------------------------------------------------

// Is the point as far as the first step from where the other searches began and where they are?
static bool is_new(const fl_optimise *o, size_t point) {
  const double *u = fl_ledger_point(&o->ledger, point);
  for (size_t s = 0; s < o->searches; s++) {
    const fl_local *other = &o->local[s];
    if (!fl_cube_apart(&o->plan.cube, u, fl_ledger_point(&o->ledger, other->start), o->plan.radius) ||
        !fl_cube_apart(&o->plan.cube, u, fl_ledger_point(&o->ledger, other->best), o->plan.radius))
      return false;
  }
  return true;
}

// Begins a search at the best point of the screening that is new. Null: there is none.
static fl_local *next_search(fl_optimise *o) {
  const size_t count = fl_merit_rank(&o->merit, &o->ledger, o->order);
  for (size_t i = 0; i < count && o->searches < SEARCHES_MOST; i++) {
    const size_t point = o->order[i].point;
    if (point >= o->screened || isnan(o->order[i].standing.objective) || !is_new(o, point)) continue;
    fl_local *local = &o->local[o->searches++];
    local->start = local->best = point;
    local->radius = o->plan.radius;
    local->resolution = o->plan.resolution;
    return local;
  }
  return NULL;
}

// The unfinished search that has come furthest, of those not yet `taken`.
static size_t leading(const fl_optimise *o, const bool *taken) {
  size_t best = SEARCHES_MOST;
  for (size_t s = 0; s < o->searches; s++) {
    if (o->local[s].finished || taken[s]) continue;
    const fl_standing own = fl_merit_of(&o->merit, &o->ledger, o->local[s].best);
    const fl_standing other = best < SEARCHES_MOST ? fl_merit_of(&o->merit, &o->ledger, o->local[best].best) : own;
    if (best == SEARCHES_MOST || fl_merit_better(&own, &other)) best = s;
  }
  return best;
}

// Adds what a search wants to the question, as far as the ledger has room and others have not asked the same.
static void ask_for(fl_optimise *o, const fl_local *local) {
  for (size_t i = 0; i < local->wanted; i++) {
    const size_t before = o->ledger.points, point = fl_ledger_enter(&o->ledger, &local->u[i * o->plan.cube.factors]);
    if (o->ledger.points > before) o->asked[o->asked_count++] = point;
  }
}

// Fills the question with what the leading searches want. Nothing: no room is left, or all searches have finished.
static void ask_local(fl_optimise *o) {
  const size_t spent = o->ledger.points - o->screened, all = o->ledger.most - o->screened;
  const size_t most = spent < all / 2 ? AT_A_TIME : 1;
  bool taken[SEARCHES_MOST] = {false};
  for (size_t wanting = 0; wanting < most && o->ledger.points < o->ledger.most;) {
    const size_t s = leading(o, taken);
    fl_local *local = s < SEARCHES_MOST ? &o->local[s] : next_search(o);
    if (!local) return;
    fl_local_descend(local, &o->ledger, &o->merit);
    taken[local - o->local] = true;
    if (local->finished) continue;
    ask_for(o, local);
    wanting++;
  }
}

// ---- Tell -----------------------------------------------------------------------------------------------------------------------

static void ask_finalists(fl_optimise *o) {
  const size_t count = fl_merit_rank(&o->merit, &o->ledger, o->order);
  o->asked_count = fl_select_finalists(&o->ledger, &o->merit, o->order, count, o->plan.finalists, o->plan.apart, o->asked);
}

static void ask_winner(fl_optimise *o) {
  o->best = fl_select_best(&o->ledger, &o->merit, o->asked, o->asked_count, o->plan.runs + o->plan.further);
  o->asked[0] = 0;
  o->asked[1] = o->best;
  o->asked_count = o->best == 0 ? 1 : 2;
}

static void advance(fl_optimise *o) {
  const fl_phase told = o->phase;
  if (told == FL_PHASE_SCREEN) fl_merit_fit(&o->merit, &o->ledger);
  if (told == FL_PHASE_SCREEN || told == FL_PHASE_LOCAL) {
    o->phase = FL_PHASE_LOCAL;
    o->asked_count = 0;
    ask_local(o);
    if (o->asked_count > 0) return;
    o->phase = FL_PHASE_SELECT;
    ask_finalists(o);
  } else if (told == FL_PHASE_SELECT) {
    o->phase = FL_PHASE_CONFIRM;
    ask_winner(o);
  } else {
    o->phase = FL_PHASE_DONE;
    o->asked_count = 0;
  }
}

static void write_trace(fl_optimise *o, size_t point, size_t from, size_t runs) {
  double mean[FL_WIDTH_MOST];
  fl_trace row = {.phase = o->phase, .point = point, .runs = runs};
  for (size_t run = from; run < from + runs; run++)
    if (!fl_ledger_means(&o->ledger, point, run, run + 1, mean)) row.failed++;
  fl_ledger_means(&o->ledger, point, from, from + runs, mean);
  row.objective = mean[0];
  for (size_t i = 0; i < o->plan.constraints; i++) row.violated += !(mean[i + 1] <= 0);
  o->trace[o->traced++] = row;
}

void fl_optimise_tell(fl_optimise *o, const double *values) {
  assert(o->asked_count > 0);
  const size_t from = first_of(o), runs = runs_of(o);
  for (size_t i = 0; i < o->asked_count; i++) {
    fl_ledger_tell(&o->ledger, o->asked[i], from, runs, &values[i * runs * o->ledger.width]);
    write_trace(o, o->asked[i], from, runs);
  }
  o->simulations += o->asked_count * runs;
  advance(o);
}

fl_phase fl_optimise_phase(const fl_optimise *o) {
  return o->phase;
}

// ---- Results --------------------------------------------------------------------------------------------------------------------

size_t fl_optimise_trace(const fl_optimise *o, const fl_trace **rows) {
  *rows = o->trace;
  return o->traced;
}

const double *fl_optimise_point(const fl_optimise *o, size_t point) {
  return fl_ledger_point(&o->ledger, point);
}

size_t fl_optimise_points(const fl_optimise *o) {
  return o->ledger.points;
}

size_t fl_optimise_simulations(const fl_optimise *o) {
  return o->simulations;
}

bool fl_optimise_result(const fl_optimise *o, fl_optimum *out) {
  const size_t from = o->plan.runs + o->plan.further;
  return o->phase == FL_PHASE_DONE && fl_confirm(&o->ledger, o->best, from, from + o->plan.confirm, o->plan.level, out);
}
