// What the files of world/ share: the model, the world, and the stages of a day.
#ifndef FANLOOP_WORLD_INTERNAL_H
#define FANLOOP_WORLD_INTERNAL_H

#include "agents/agents.h"
#include "agents/goods.h"
#include "agents/step.h"
#include "fanloop/world.h"
#include "mechanisms/ads.h"
#include "mechanisms/allocation.h"
#include "mechanisms/books.h"
#include "mechanisms/cold_start.h"
#include "mechanisms/distribution.h"
#include "mechanisms/governance.h"
#include "mechanisms/growth.h"
#include "mechanisms/kuai.h"
#include "mechanisms/outcome.h"
#include "mechanisms/outside.h"
#include "mechanisms/pool.h"
#include "mechanisms/provider.h"
#include "mechanisms/rights.h"
#include "mechanisms/seeding.h"
#include "mechanisms/seller.h"
#include "mechanisms/shelf.h"
#include "mechanisms/supply.h"
#include "mechanisms/word.h"

enum {
  FL_COOKIE = 0x0f1a5ca1,
  FL_PUBLIC_MOST = 8,                                                           // visits of a flow, of a fan and day
  FL_SHELF_MOST = 4,                                                            // pages of the shelf, likewise
  FL_MAX_DAY_CLAIMS = FL_SLOTS + FL_FLOWS * FL_PUBLIC_MOST + FL_SHELF_MOST + 1, // one a visit, and a red packet
  FL_PRICE_MOST = 100000000, // fen: with it, all claims of 2e9 fans on one day are a 64-bit number
  FL_CENSUS_WORDS = 256
};

struct fl_model {
  fl_scenario scenario;
  fl_key key;
  int64_t first_date; // of the warm-up
  uint32_t days, warmup;
  uint32_t fans, focus_fans;
  int64_t weight, focus_weight;
  int64_t population;               // real fans that the simulated ones stand for
  uint32_t brand_count, room_count; // generated, the user's own, and those who enter later, in this order
  uint32_t entrants;
  int64_t entrant_weight; // real sellers that each of them stands for
  // By policy, what stands for it in draws: a hash of its id, and the number of the first one of that id.
  uint32_t *policy_salt, *policy_queue;
};

// Money of a policy: every fen is posted once.
typedef struct fl_account {
  int64_t left_fen;  // budget not yet spent; -1 none
  int64_t today_fen; // what may be spent today
} fl_account;

// A boost pool: exposures are counted when they are made.
typedef struct fl_pool {
  int64_t left;      // exposures not yet given out
  double *exposures; // by room: planned for today
  double planned;    // today, over all rooms
  int64_t granted;   // of them, made
  int64_t rooms;     // real rooms that are live and meant today
} fl_pool;

// Programmes for sellers, where the scenario has any; else nothing is allocated.
typedef struct fl_programmes {
  fl_sales_days sales;  // by room
  fl_kuai_brand **kuai; // by policy, then by brand; NULL where the policy is of another kind
  fl_cold_room **cold;  // by policy, then by room, likewise
  fl_audience known;    // by room
  // Made anew each morning:
  fl_aim aim;
  double *widen;   // by room: how much more often it is drawn, since not everybody accepts
  uint32_t *aimed; // by place: room
  size_t aimed_count;
} fl_programmes;

// Service providers and growth levels, where the scenario has any; else nothing is allocated.
typedef struct fl_growth {
  size_t providers;         // policies
  fl_growing *growing;      // by brand, where growth.form is on
  fl_client **clients;      // by policy, then by brand; NULL where the policy is of another kind
  fl_provider_books *books; // by policy
  // Made anew each morning, and evening; by brand:
  fl_help *help;
  double *followers, *score;
  int64_t *sales;
  uint8_t *may;
} fl_growth;

// A departure that a policy dates: who it was, and what was bound to it. No padding: a snapshot keeps its bytes.
typedef struct fl_parting {
  int64_t begun, place, joined; // place in the team, and in that of the rival room; FL_TEAM_MOST nobody
  int64_t own;                  // as fl_hosts.own
  double bound;                 // part of the trust in the room
} fl_parting;

// Today, by room: a departure of which fans learn.
typedef struct fl_leaving {
  uint8_t on, courted;           // somebody has left; somebody has come from a room of which fans learn today
  uint32_t place, rival, joined; // rival UINT32_MAX: off the platform
  uint32_t own;                  // as fl_hosts.own
  uint32_t learns, span, salt;   // fans learn within `span` days, today those of day `learns`
  double bound, share;
} fl_leaving;

enum { FL_RULED = 5 }; // decisions of own brands by the rules that are told: price, quality, service, presale, ads_share
typedef double fl_ruled[FL_RULED];

// A recall: 1 + the day of the run on which buyers are called, 0 as long as that has not come; its vouchers, kinds of packet, 0 none.
typedef struct fl_recall {
  uint32_t begun, refund, keep;
} fl_recall;

// An own brand's rooms today: the category of the first one, FL_CATEGORIES where it has none; minutes live on other platforms; GMV made here.
typedef struct fl_channel {
  uint32_t category;
  double minutes;
  int64_t here;
} fl_channel;

// A star session; `kept` goes into a snapshot.
typedef struct fl_star {
  struct {
    int64_t eve, paid; // displayed followers before the first day; fen so far
    double share;      // of the last day's public visits to the room, those that the star brought
  } kept;
  double *exposures; // by room: planned for today
  double own, others;
  uint32_t room;
  int64_t guests, passed_on, fee; // today
} fl_star;

// Where the claims on one scarce thing were cut off: keys below are served in full.
typedef struct fl_cut {
  uint64_t key;
  int64_t partial; // real orders served of the claim at the key itself
} fl_cut;

typedef struct fl_cuts { // grows in the serial stage only
  fl_cut *items;
  uint32_t count, capacity;
} fl_cuts;

// A claim on something scarce, gathered for sorting.
typedef struct fl_gathered {
  uint64_t key;
  uint32_t thing; // offer, or policy
  uint32_t block, post;
  int64_t orders; // real orders
} fl_gathered;

typedef struct fl_gather {
  fl_gathered *items;
  size_t count, capacity;
} fl_gather;

typedef struct fl_order_row {
  uint64_t place; // id of the fan << 32 | number: the order in which rows are written
  fl_row_sample_order row;
} fl_order_row;

// What each worker owns.
typedef struct fl_worker {
  fl_counts counts;
  fl_post *claims; // of one block
  fl_order_row *orders;
  size_t order_count, order_capacity;
  int64_t *census; // FL_CENSUS_WORDS, see census.c
  bool out_of_memory;
} fl_worker;

// Of one brand, over segments: means weighted by fans, and sums of the day.
typedef struct fl_word_sums {
  double aware, valence, talk[2]; // valence: of those aware
  int64_t strangers, referred, orders, first_buyers;
} fl_word_sums;

// M22: what segments make of the brands. Memory only where word.form is on.
typedef struct fl_word {
  fl_word_brand *brands;       // kept
  uint8_t *bought;             // kept: a bit by own brand and fan
  fl_word_known *known;        // made anew each morning, as all that follows
  double (*told)[FL_SEGMENTS]; // by brand: by promoters today
  fl_word_sums *sums;          // by brand, after the night
  fl_alias *tables;            // rooms.count columns by stratum and segment
  double *weights;             // likewise
  uint32_t *stack;             // twice as many
  fl_word_day day;
} fl_word;

typedef struct fl_rows { // the latest rows of one table
  void *items;
  size_t count, capacity;
  uint32_t emitted; // day of the run on which they came, and one; 0: none since the world was made
} fl_rows;

typedef double fl_clock(void);

struct fl_world {
#define FL_STATE(type, member, array, doc)   type member array;
#define FL_PART(type, member, array, doc)    type member array;
#define FL_GIVEN(type, member, array, doc)   type member array;
#define FL_SCRATCH(type, member, array, doc) type member array;
#include "world/world.def"
};

// What fl_world_destroy calls: the memory of each member that is more than one array.
#define FL_HOLDS(kind, type, member, array, doc) void fl_free_##member(fl_world *world);
#include "world/world.def"

// world.c: a world with all its memory and no life in it yet; NULL with a message when memory is out. Levers are the model's.
fl_world *fl_world_alloc(const fl_model *model, const fl_world_options *options, fl_messages *messages);

// scores.c: the night of the three scores, where they are kept, and their rows.
void fl_keep_scores(fl_world *world);
fl_status fl_emit_scores(fl_world *world);
// segments.c: fans by city tier and tenure, at the end of a month.
fl_status fl_emit_segments(fl_world *world, int64_t from);
// pools.c: boost pools. Their memory; the morning's share-out, before public allocation; the evening's ledger; their rows.
bool fl_alloc_pools(fl_world *world);
void fl_fill_pools(fl_world *world);
void fl_charge_pools(fl_world *world);
fl_status fl_emit_pools(fl_world *world);
// programmes.c: what they remember, its memory; the exposures that a room in a cold start wants; a room's weight in the two parts of the
// pool of a programme for Kuai brands; the night; rows at a month's end.
bool fl_alloc_programmes(fl_world *world);
double fl_cold_start_wants(const fl_world *world, size_t policy, uint32_t room);
double fl_kuai_programme_weight(const fl_world *world, size_t policy, uint32_t room, bool first_part);
double fl_programme_badge(const fl_world *world, uint32_t brand);
size_t fl_aimed_most(const fl_world *world); // places for rooms that are shown to a part of the public
void fl_aim_rooms(fl_world *world);          // a morning, before public allocation
void fl_post_aimed(const fl_world *world, fl_counts *counts, uint32_t room, uint32_t fan, uint32_t generation, int64_t orders);
void fl_programmes_night(fl_world *world);
fl_status fl_emit_programmes(fl_world *world);
// hosts.c: memory; the morning, and who leaves; what fans make of it, before their day; the night, before the books; rows.
bool fl_alloc_hosts(fl_world *world);
bool fl_start_hosts(fl_world *world); // the first teams; false when memory is out
void fl_hosts_today(fl_world *world);
void fl_hosts_learn(fl_world *world);
void fl_hosts_evening(fl_world *world);
fl_status fl_emit_hosts(fl_world *world);
// stars.c: memory; festivals' lift of activity with what stars add to it, and sleepers who wake; who is on stage; exposures kept for
// their rooms (returns how many); the kernel's tables, after allocation; those who came for the star alone; the evening; rows.
bool fl_alloc_stars(fl_world *world);
double fl_stars_lift(fl_world *world, double lift);
void fl_stars_morning(fl_world *world);
double fl_stars_reserve(fl_world *world);
void fl_stars_exposure(fl_world *world);
void fl_stars_after(fl_world *world);
void fl_stars_evening(fl_world *world);
fl_status fl_emit_stars(fl_world *world);
// recall.c: memory; the morning; whether a parcel that was just delivered and kept has a defect, and waits on as `out`; one that is due; rows.
bool fl_alloc_recalls(fl_world *world);
void fl_recalls_morning(fl_world *world);
bool fl_defect_waits(const fl_world *world, fl_counts *counts, uint32_t block, uint32_t ordered, bool detractor,
                     const fl_post *parcel, fl_post *out);
void fl_defect_due(fl_world *world, fl_counts *counts, uint32_t block, const fl_post *post);
fl_status fl_emit_recalls(fl_world *world);
// packets.c: gives a red packet or voucher out as a kind of its own, and returns which; 0: all 255 are good or in wallets, which is counted.
// Mornings only. An evening's count of wallets, and whether it balances (--check): if not, of which kind.
uint32_t fl_give_out(fl_world *world, fl_packet packet);
void fl_count_wallets(fl_world *world);
bool fl_wallets_balance(const fl_world *world, uint32_t *kind, int64_t *gone, int64_t *granted);
// winback.c: whether anybody may call lapsed followers back; memory; a morning's count of them, once whoever asks; the count that rows of
// vouchers will need; sellers who go by the rule; before fans live
// their day, messages and vouchers; their cost, before the books; what a strategy sees; rows.
bool fl_winback_possible(const fl_world *world);
bool fl_alloc_winback(fl_world *world);
void fl_count_lapsed(fl_world *world);
void fl_winback_morning(fl_world *world);
void fl_winback_rule(fl_world *world);
void fl_call_followers(fl_world *world);
void fl_winback_evening(fl_world *world);
double fl_winback_voucher(const fl_world *world, uint32_t brand); // yuan
void fl_see_winback(const fl_world *world, uint32_t brand, fl_seller_view *view);
fl_status fl_emit_winback(fl_world *world);
// decisions.c: what holds of all that `brand` decides, in its room `first` where it is of rooms; the rows of what of `given` has changed since;
// the same around the rules of a night, of own brands; rows.
void fl_before_decision(const fl_world *world, uint32_t brand, uint32_t first, double now[FL_DECISIONS]);
void fl_after_decision(fl_world *world, uint32_t brand, uint32_t first, int64_t room, uint64_t given,
                       const double before[FL_DECISIONS]);
void fl_rules_before(fl_world *world);
void fl_rules_after(fl_world *world);
fl_status fl_emit_decisions(fl_world *world);
// distribution.c: memory; the morning; an order of others' goods, and a relation that became a follower's; goods of `offer` that came back;
// the night; exposures that a stream plan owes a room; rows.
bool fl_alloc_distribution(fl_world *world);
void fl_distribution_morning(fl_world *world);
void fl_note_shelf_deal(const fl_world *world, fl_counts *counts, uint32_t offer, int64_t orders, int64_t gmv);
void fl_note_deal(fl_world *world, uint32_t block, uint32_t index, uint32_t offer, const fl_fan *fan);
void fl_note_won(const fl_world *world, fl_counts *counts, uint32_t block, uint32_t index, const fl_fan *fan, uint32_t room,
                 int64_t weight);
void fl_goods_back(const fl_world *world, fl_counts *counts, uint32_t offer, const fl_goods *goods, const fl_post *parcel);
void fl_distribution_evening(fl_world *world);
double fl_stream_wants(const fl_world *world, size_t policy, uint32_t room);
fl_status fl_emit_distribution(fl_world *world);
// stock.c: minutes on air are shared out by the stages of a room's styles; who waits for what today; rows.
void fl_share_air(const fl_world *world, uint32_t room, fl_hot *hot);
void fl_fill_presale(fl_world *world);
fl_status fl_emit_supply(fl_world *world);
// shelf.c: the morning's pages; after pass 1, what was seen on them is counted for the rooms.
void fl_fill_shelf(fl_world *world);
void fl_post_shelf(fl_world *world);
// supply.c: utility of the name of others' goods, over that of the room's brand; 0 of its own.
double fl_name_beside(const fl_world *world, uint32_t o);
// What the kernel knows of offer `o`, as place `j` of `hot`; `common`: utility of what sells it; `own`: part of the room's own history in the
// reference price; `weight`: of prices.
void fl_fill_offer(fl_world *world, uint32_t o, uint32_t j, double common, double own, double weight, fl_hot *hot);

// rights.c: whether rights can cover anything in this run; the morning's terms and tables; what covers an order of `offer` made on `day`;
// what was claimed for a parcel (the outcome changes with it); a settled order; the night; rows.
bool fl_rights_possible(const fl_world *world);
// What a right covered in a room on a day, of goods of this kind of seller and category.
fl_cover fl_right_cover(const fl_world *world, uint32_t day, uint32_t right, uint32_t room, uint32_t kind, uint32_t category);
void fl_fill_rights(fl_world *world);
typedef struct fl_parcel_case {
  uint32_t block, index, fan;                  // block, number in it, id
  uint32_t generation, offer, ordered, number; // `number`: of the order among those of the fan and the day, in draws
  const fl_post *post;
  const fl_goods *goods; // that were bought
  bool own;
} fl_parcel_case;
// Returns whether claims made good a part of what was lost, and in `money_back` whether the money is back without the goods.
bool fl_claim_rights(fl_world *world, fl_counts *counts, const fl_parcel_case *parcel, fl_outcome *outcome, bool *money_back);
void fl_post_rights(const fl_world *world, fl_counts *counts, uint32_t offer, uint32_t note, int64_t orders, int64_t price,
                    int64_t paid);
// What covers an order, by the terms of the day from which its parcel counts: that of the order, or of goods made to order of their shipping.
void fl_post_cover(const fl_world *world, fl_counts *counts, uint32_t offer, bool holder, bool first, int64_t orders, int64_t price,
                   int64_t paid);
bool fl_barred(const fl_world *world, uint32_t fan, uint32_t generation);
fl_status fl_emit_rights(fl_world *world);

// governance.c: the morning's listings; what buyers of fakes report; the night's bans; rows.
bool fl_govern_possible(const fl_world *world);
void fl_govern_morning(fl_world *world);
void fl_report_fakes(const fl_world *world, fl_counts *counts, const fl_parcel_case *parcel, const fl_outcome *outcome);
void fl_govern_night(fl_world *world);
fl_status fl_emit_governance(fl_world *world);

// seeding.c: memory; the morning's table; what an order harvests of a seed; rows.
bool fl_alloc_seeding(fl_world *world);
void fl_fill_seeding(fl_world *world);
void fl_post_harvest(const fl_world *world, fl_counts *counts, const fl_seed *seed, uint32_t room, bool shelf, int64_t orders,
                     int64_t gmv);
fl_status fl_emit_seeding(fl_world *world);
// growth.c: memory; the morning, once rooms are open: content and exposure; then the cost of goods, and after the table of deliveries the
// returns; the evening, before the books, and after them who rises; rows at a month's end.
bool fl_alloc_growth(fl_world *world);
void fl_growth_morning(fl_world *world);
void fl_growth_costs(fl_world *world);
void fl_growth_returns(fl_world *world);
void fl_growth_evening(fl_world *world);
void fl_growth_rise(fl_world *world);
fl_status fl_emit_growth(fl_world *world);
// word.c: memory and start of what segments make of brands; a morning's tables; a night. The tables that show it.
bool fl_alloc_word(fl_world *world);
void fl_start_word(fl_world *world);
void fl_word_begin(fl_world *world, uint32_t brand); // under a name that nobody has heard
void fl_fill_word(fl_world *world);
void fl_night_word(fl_world *world);
fl_status fl_emit_word(fl_world *world);
// A delivery to a fan, and an order; `own`: the agent itself bought. Both where there is word of mouth only.
void fl_word_of_delivery(const fl_world *world, fl_counts *counts, uint32_t brand, uint32_t segment, int64_t promoters,
                         int64_t detractors);
void fl_word_of_order(const fl_world *world, fl_counts *counts, const fl_post *claim, uint32_t brand, uint32_t block,
                      uint32_t segment, int64_t orders, bool own);
// outside.c: what other platforms do today, before and after prices are made; the tables that show it.
void fl_open_outside(fl_world *world, double *traffic_lift, double *anticipation);
void fl_fill_outside(fl_world *world);
fl_status fl_emit_outside(fl_world *world);
// A brand divides its effort otherwise from now on: hours, content and stock of its rooms go along.
void fl_move_effort(fl_world *world, uint32_t brand, double effort);
// An evening: what own brands sold elsewhere today, and what it leaves.
void fl_outside_evening(fl_world *world);
// vote.c: the fans' vote at galas.
void fl_open_vote(fl_world *world);
void fl_night_vote(fl_world *world);
fl_status fl_emit_votes(fl_world *world);

// counts.c
bool fl_counts_alloc(fl_counts *counts, const fl_agents *agents, size_t policies, bool overlap, size_t pages);
// Mechanisms that not every world has, and that count things of their own. fl_counts_free frees them.
typedef struct fl_more {
  bool rights, govern, word, votes, stage, deals, seeds, calls, wallets;
  size_t aimed;   // rooms that are shown to a part of the public, at most
  size_t recalls; // policies, where some of them are defects
  size_t ledgers; // policies times own brands, where some of them are subsidies
  bool supply;
} fl_more;
// False when memory is out.
bool fl_counts_more(fl_counts *counts, const fl_agents *agents, fl_more more);
void fl_counts_free(fl_counts *counts);
void fl_counts_zero(fl_counts *counts);

// build.c and start.c. Number in the world of an own brand or room by id, which stand behind the generated ones; UINT32_MAX where there is none.
uint32_t fl_own_brand(const fl_scenario *scenario, const char *id);
uint32_t fl_own_room(const fl_scenario *scenario, const char *id);
bool fl_build_sellers(fl_world *world);
bool fl_start_fans(fl_world *world);
// How much likelier a relation is to this room than to one of mean quality, on the first day.
double fl_start_match(const fl_world *world, uint32_t room);

// The stages of a day, in order; world.c calls them, and each says what it reads and writes.
void fl_fill_levers(fl_world *world);        // the tables that follow from the parameters
fl_status fl_stage_sellers(fl_world *world); // strategies.c, part of the morning
void fl_stage_calendar(fl_world *world);
void fl_stage_supply(fl_world *world);
void fl_stage_exposure(fl_world *world);
void fl_stage_fans(fl_world *world);
bool fl_stage_clearing(fl_world *world);
void fl_stage_settle(fl_world *world);
void fl_zero_workers(fl_world *world);     // before counting
void fl_add_up(fl_world *world);           // counts = sum over workers
void fl_add_up_claims(fl_world *world);    // of the first run of words (agents/counts.def) alone: all that clearing reads
fl_status fl_stage_night(fl_world *world); // FL_BROKEN when a seller's books no longer fit into 64-bit numbers
fl_status fl_stage_record(fl_world *world);
bool fl_check_invariants(fl_world *world, const char *stage);

// levers.c: after on_day, what hooks moved. FL_BROKEN when the levers no longer fit together.
fl_status fl_tell_levers(fl_world *world);
// measures.c
fl_status fl_emit(fl_world *world, fl_table_id table, const void *rows, size_t count);
fl_status fl_emit_dimensions(fl_world *world);
fl_status fl_emit_policies(fl_world *world);
// measures_sellers.c: what festivals and coupons cost today; books since books_from
fl_status fl_emit_giving(fl_world *world);
fl_status fl_emit_sellers(fl_world *world);
// census.c
fl_status fl_emit_census(fl_world *world);
void fl_watch_drift(fl_world *world);
void fl_hold_trust(fl_world *world); // each morning: trust.form

// A wallet holds one red packet or voucher; one that has ended does not count.
static inline bool fl_wallet_empty(const fl_world *w, const fl_fan *fan) {
  return fan->voucher == 0 || w->packets[fan->voucher].last_day < (int32_t)w->step.day;
}

// Service that fans get of a brand today: its own, or that of a supply chain that is plugged in.
static inline double fl_service_today(const fl_world *w, uint32_t brand) {
  const bool chain = w->growth.help && w->growth.help[brand].service >= 0;
  return chain ? w->growth.help[brand].service : w->agents.brands.service[brand];
}

static inline uint32_t fl_fan_id(const fl_agents *agents, uint32_t block, uint32_t i) {
  const uint32_t index = block * FL_BLOCK_FANS + i;
  return agents->reversed ? agents->fan_count - 1 - index : index;
}
static inline uint32_t fl_block_size(const fl_agents *agents, uint32_t block) {
  const uint32_t left = agents->fan_count - block * FL_BLOCK_FANS;
  return left < FL_BLOCK_FANS ? left : FL_BLOCK_FANS;
}
// The place of a claim in the queue for something scarce: minute (11 bits), a keyed hash of the fan (19), the fan (29) and the number
// of the claim among the fan's of the day (5; with more than eight slots a bit of the hash). Never a tie: two orders of one fan in one minute may draw on one budget, and what is
// left at the cut must be given out once.

enum { FL_NUMBER_BITS = FL_SLOTS > 8 ? 6 : 5 };
static_assert(FL_MAX_DAY_CLAIMS <= 1 << FL_NUMBER_BITS, "each of a fan's claims has its number");
static inline uint64_t fl_claim_key(const fl_step *step, uint32_t fan, uint32_t thing, const fl_post *claim) {
  const fl_block b = fl_draw(&step->key, FL_STREAM_CLAIM, step->day, fan, thing & 0xffffffu);
  const uint32_t hash = b.u[0] >> (8 + FL_NUMBER_BITS);
  return (uint64_t)claim->when << 53 | (uint64_t)hash << (29 + FL_NUMBER_BITS) | (uint64_t)fan << FL_NUMBER_BITS | claim->count;
}
static inline uint32_t fl_key_minute(uint64_t key) {
  return (uint32_t)(key >> 53);
}
// `orders` real orders stand at `key`: how many are served when the cut is `index` (-1: no cut, all of them).
static inline int64_t fl_served(const fl_cuts *cuts, int32_t index, uint64_t key, int64_t orders) {
  if (index < 0) return orders;
  const fl_cut *cut = &cuts->items[index];
  return key < cut->key ? orders : key == cut->key ? cut->partial : 0;
}
// The three queues' names for a thing in fl_claim_key.
static inline uint32_t fl_money_thing(const fl_world *w, uint32_t policy) {
  return w->model->policy_queue[policy] | 0x800000u;
}
static inline uint32_t fl_packet_thing(const fl_world *w, uint32_t policy) {
  return w->model->policy_queue[policy] | 0x400000u;
}

#endif
