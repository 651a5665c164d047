// What one day works with: the day's tables (read by the fan kernel) and its tallies (written by it, one copy a worker).
#ifndef FANLOOP_STEP_H
#define FANLOOP_STEP_H

#include "agents/agents.h"
#include "agents/aim.h"
#include "agents/levers.h"
#include "agents/seeds.h"
#include "base/alias.h"

enum {
  FL_DAYPARTS = 8,     // three hours each, for public allocation
  FL_DAYPART = 180,    // minutes
  FL_TRUST_BANDS = 21, // no relation, then steps of .05
  FL_FAN_TIERS = 3,
  FL_COHORTS = 256,
  FL_STRATA = 2 // the catchment of the focus rooms, and everyone else
};

// What the kernel knows of a room today: two cache lines. The first is all that most visits read, the second belongs to the choice.
typedef struct fl_hot {
  float content;          // factor on dwell
  float stranger;         // utility for fans who do not know the room
  uint32_t dormant_below; // chance that a stranger is a dormant follower who comes back
  uint32_t brand;
  uint64_t need_mask;    // the nibbles of its offers' categories in a fan's needs
  uint16_t open, close;  // minutes of day; open == close: not live
  uint16_t same_below;   // 65536 / weight: chance that a public visit meets the very room the fan knows
  uint16_t flash_minute; // of the flash offer, where flash != 0
  uint16_t flash_pull;   // of 65536 followers' visits, those that come for the flash offer
  uint8_t flash;         // mask of flash offers
  uint8_t tier;
  uint8_t brand_has_more; // the brand owns other rooms too
  uint8_t subsidised;     // mask of offers that somebody gets a subsidy on
  uint8_t category[FL_OFFERS];
  uint8_t closed; // mask of offers that are not on air: taken down
  uint8_t spare;
  float experience;             // utility of its goods and service for fans who have bought there
  int32_t price_fen[FL_OFFERS]; // after the seller's discount

  float base[FL_OFFERS]; // utility of an offer apart from the fan; very low when it is not on air
  float
      ratio[FL_OFFERS]; // log price over the reference price, losses weighted, and choice.price_level of that over the usual price
  float sub_ratio[FL_OFFERS];    // the same with the subsidy
  uint16_t sub_mask[FL_OFFERS];  // bit 4 x fan tier + city tier: who gets it
  uint16_t sub_share[FL_OFFERS]; // subsidy over price, in 1/65536
} fl_hot;
static_assert(sizeof(fl_hot) == 128, "two cache lines");

// Fields of the shelf.
typedef enum fl_shelf_field {
  FL_FIELD_SEARCH,
  FL_FIELD_MALL,
  FL_FIELD_RECOMMENDATION,
  FL_PAGE_FIELDS,
  FL_FIELD_SHOP = FL_PAGE_FIELDS,
  FL_SHELF_FIELDS
} fl_shelf_field;

#define FL_NO_OFFER UINT32_MAX // a place on a page of a category in which nothing is listed

// A page of the shelf: goods of one category and several sellers. It is chosen from as in a room, so that it has what a room has.
typedef struct fl_page {
  fl_hot hot;                                       // of its goods
  uint32_t offer[FL_OFFERS];                        // which
  float stranger[FL_OFFERS], experience[FL_OFFERS]; // of their rooms, as in fl_hot
  uint8_t tier[FL_OFFERS], tiers;                   // likewise; as a mask
} fl_page;
static_assert(sizeof(fl_page) == 192 || sizeof(fl_page) % 4 == 0, "pages lie side by side");

// The goods on a page share its seconds, the first one what is left over.
static inline int64_t fl_page_part(int64_t seconds, int place) {
  return seconds / FL_OFFERS + (place == 0 ? seconds % FL_OFFERS : 0);
}

// M22: what a segment of fans makes of one brand.
typedef struct fl_word_brand {
  float aware[FL_SEGMENTS], valence[FL_SEGMENTS]; // share of the segment; -1..1
  float talk[2][FL_SEGMENTS];                     // real buyers who talk: promoters, detractors
  float often;                                    // how much more than usual they do
} fl_word_brand;
enum { FL_WORD_MOST = 127 };
typedef struct fl_word_known { // what the kernel reads of it: one cache line a look
  struct {
    uint16_t aware_below;
    int16_t valence; // in 1/FL_WORD_MOST
  } of[FL_SEGMENTS];
} fl_word_known;
typedef struct fl_word_tally { // counts of a day, real fans; those of a segment lie together, since one event counts there alone
  struct {
    int64_t strangers, referred;  // visits of fans without a relation; of fans who were told
    int64_t first_buyers, orders; // first orders; orders of referred visits
    int64_t promoters, detractors;
  } of[FL_SEGMENTS];
} fl_word_tally;
typedef struct fl_word_day {  // tables of a day
  const fl_word_known *known; // by brand
  const fl_alias *rooms[FL_STRATA][FL_SEGMENTS];
  uint32_t room_count[FL_STRATA][FL_SEGMENTS];
  uint32_t referred_below[FL_STRATA][FL_SEGMENTS];
  float stay[2 * FL_WORD_MOST + 1]; // factor on a stranger's dwell who has heard of the brand, by valence from the worst on
  uint8_t *bought;                  // bits by own brand and fan: has bought it once; NULL where the scenario has no brands
  uint32_t first_own, own_count;
  size_t bought_bytes; // of one brand
} fl_word_day;

// M23: other platforms on a day, by class of price sensitivity and days since the fan was last here.
enum { FL_OUTSIDE_CLASSES = 16, FL_OUTSIDE_DAYS = 256 };
typedef struct fl_outside_day {
  float lapse[FL_OUTSIDE_CLASSES][FL_OUTSIDE_DAYS]; // part of the standing needs met there
  float arise[FL_OUTSIDE_CLASSES][FL_OUTSIDE_DAYS]; // days of arriving need that stand
  float drawn[FL_OUTSIDE_CLASSES][FL_OUTSIDE_DAYS]; // of what is met there, the part beyond the usual
  float quantum_fen[FL_CATEGORIES];                 // what a quantum costs there today
  float budget, stays;                              // part that the budget here pays; chance to stay away, of a quantum drawn
} fl_outside_day;

// A red packet in a fan's wallet.
typedef struct fl_packet {
  uint32_t value_fen, min_spend_fen;
  int32_t last_day; // 0-based day of the run; before today: void
  uint32_t policy;
  uint32_t brand; // 0: a red packet of the platform; else 1 + the brand that pays for it, and in whose rooms alone it is good
} fl_packet;

// M14: who is called back today.
typedef struct fl_call_day {
  float worth[256];    // by kind of red packet: a voucher that was sent today, over the mean price of its brand's orders; else 0
  float opened, scale; // part of the messages; share of the price
} fl_call_day;

// The GMV identity's logs for one cell, in real units.
typedef struct fl_cell {
  int64_t uv, seconds, buyers, orders, gmv, paid, platform, seller;
} fl_cell;

typedef struct fl_room_tally {                                                    // five cache lines, the first for every visit
  int64_t uv[FL_LIVE_SOURCES], seconds[FL_LIVE_SOURCES], emotional, active_delta; // gains in 1/4096 trust
  int64_t follows, unfollows, dormant_delta, rational, satisfaction;              // satisfaction in 1/1024
  int64_t buyers[FL_SOURCES], orders[FL_SOURCES], gmv[FL_SOURCES], paid, platform, seller;
  int64_t returning, stocked_out, delivered, promoters, detractors, quality_returns, returns, refund;
  int64_t follows_bought, gmv_bought; // of paid traffic; fen in later visits of followers that it won
  int64_t shelf_views, shelf_seconds; // of pages with its goods
} fl_room_tally;
static_assert(sizeof(fl_room_tally) == 320, "whole cache lines");
static inline int64_t fl_room_sum(const int64_t by_source[FL_SOURCES]) {
  int64_t sum = 0;
  for (int s = 0; s < FL_SOURCES; s++) sum += by_source[s];
  return sum;
}

typedef struct fl_policy_tally {
  int64_t demand_fen; // platform part of all claims before clearing
  int64_t platform_fen, seller_fen, orders, gmv, refused;
  int64_t resale_orders, resale_gmv, resale_fen; // of these, by arbitrage buyers without a need; fen of platform and seller
  int64_t packet_claims, packets_granted, packets_used;
  int64_t ledger[FL_BRAND_KINDS][FL_FAN_TIERS][3]; // orders, platform fen, seller fen
} fl_policy_tally;

// Rights of buyers (M07), where any covers goods.
typedef struct fl_right_count {
  int64_t covered, covered_gmv, claims;
  int64_t seller, premium, platform, insurer; // fen; of seller: premiums
  int64_t insured;                            // covered orders for which an insurer pays
  int64_t abuses, found;
} fl_right_count;
typedef struct fl_right_tally {
  fl_right_count right[FL_RIGHTS];
  int64_t choice[2][2][3]; // by [known][covered]: offers seen, orders, GMV
} fl_right_tally;
// Governance of counterfeits (M06), of one room, where it is on: orders of fakes; found out; true and false reports.
typedef struct fl_govern_tally {
  int64_t bought, found, reports, false_reports;
  int64_t passed_on[3]; // of its goods in rooms of others: delivered, reports, false reports
} fl_govern_tally;

// Hosts who leave and stars (M20), of one room, where there are any. Trust in 1/4096, of all real fans.
typedef struct fl_stage_tally {
  int64_t fans, followed, before, after; // who learnt of a departure; of these, who followed to the rival room; trust in the room
  int64_t moved, held;                   // trust that went along; of a rival room: trust in it before
  int64_t let_down;                      // followers of the day before who had come for a star alone
} fl_stage_tally;

// Defects and recalls (M14), of one policy, where there are any: orders.
typedef struct fl_recall_tally {
  int64_t sold, shown;     // delivered with the defect; found by their buyers
  int64_t choice[4][2];    // who was called, by trust: refunded, kept
  int64_t refund, granted; // fen; vouchers that went into a wallet
  int64_t redeemed, redeemed_fen;
} fl_recall_tally;

// Red packets and vouchers of one kind, real fans: into whose wallet one came; who used it.
typedef struct fl_wallet_tally {
  int64_t granted, used;
} fl_wallet_tally;

// Lapsed followers who are called back (M14), of one brand, real fans: called; who came for it; orders that used a voucher.
typedef struct fl_call_tally {
  int64_t called, came, redeemed, redeemed_fen;
} fl_call_tally;

// Goods in rooms of other sellers (M12), where they are distributed: of one brand, of its goods; of one room, of others' goods.
typedef struct fl_deal_tally {
  int64_t delivered, satisfaction; // in 1/1024
  int64_t refund, back, salvage;   // fen: refunded to fans, commission of that, value of what came back
  int64_t won;                     // of a brand: who followed a room of its own after having bought its goods elsewhere
  int64_t own_salvage;             // of a room: value of own goods that came back and have made way since
  int64_t shelf[2][2];             // of a brand, on the shelf: orders and GMV of its own rooms' goods, and of its goods in others'
} fl_deal_tally;
// Goods that are made to order (M13), where supply.form is chain: of a brand, and by who orders. Orders; fen.
typedef struct fl_presale_brand {
  int64_t orders, gmv, shipped, cancelled, forfeited;
  int64_t owed; // paid when they are shipped, less what came in today
} fl_presale_brand;
typedef struct fl_presale_band {
  int64_t orders, gmv, ready, shipped, waited, cancelled, refund;
} fl_presale_band;

// Everything counted on a day, as one run of int64_t: workers are added up element by element.
typedef struct fl_tally {
  // platform_day
  int64_t active_fans, content_seconds, visits, uv, buyers, new_buyers, impulse_orders, needs_arrived, needs_leaked;
  int64_t claims, unsubsidised, switched, stocked_out, priced_out;
  int64_t delivered, promoters, detractors, complaints, fakes_found;
  int64_t returns_fit, returns_described, returns_fake, returns_late, refund;
  int64_t follows, reactivations, unfollows, evictions;
  int64_t subsidised_genuine, subsidised_fake_found; // fen of subsidy on genuine goods; orders
  int64_t visits_agents, active_agents;              // unweighted, for speed figures
  // distinct fans of the month and of the window
  int64_t month_active, month_buyers, month_buying_days, month_repeat, month_kept, month_former;
  int64_t window_active, window_buyers, window_buying_days, window_repeat, window_former;
  int64_t month_uv[FL_SOURCES], month_source_buyers[FL_SOURCES], window_uv[FL_SOURCES], window_source_buyers[FL_SOURCES];
  fl_cell source[FL_SOURCES];
  fl_cell tier[FL_ROOM_TIERS][FL_SOURCES];
  int64_t shelf[FL_SHELF_FIELDS][6]; // pages, seconds, orders, GMV, delivered, returns
  fl_cell fan_tier[FL_FAN_TIERS];    // by the relation before the visit
  int64_t fan_tier_visits[FL_FAN_TIERS];
  int64_t category[FL_CATEGORIES][4];            // orders, GMV, delivered, returns
  int64_t trust_band[FL_TRUST_BANDS][2];         // visits, orders
  int64_t cohort[FL_COHORTS][3];                 // buyers, orders, GMV of the month so far
  int64_t segment[FL_CITY_TIERS][FL_TENURES][4]; // distinct buyers of the month, orders, GMV, paid
  // Where other platforms are not as always: quanta that a rival drew, what they cost in fen, fans who stay there, all quanta met there
  // by category
  int64_t outside_drawn, outside_fen, outside_stay, outside_quanta[FL_CATEGORIES];
} fl_tally;

// Elements of arrays of counts that are arrays themselves.
typedef int64_t fl_page_count[2];                 // visits, seconds
typedef int64_t fl_overlap_count[2 * FL_SOURCES]; // uv by source, then buyers by source, counted twice
typedef int64_t fl_trouble_count[FL_TROUBLES];
typedef int64_t
    fl_payer_count[3]; // fen that the seller, and the platform for it, paid for rights; of the seller, in proportion to prices
typedef fl_aim_tally fl_aim_count[FL_SEGMENTS];
typedef fl_presale_band fl_presale_count[FL_FAN_TIERS];
typedef int64_t fl_brand_ledger[FL_FAN_TIERS][4]; // orders, GMV, fen of the platform, of the seller

// One worker's counts: the fixed part, then arrays (counts.def). `words` int64_t from `fixed` on, `more_words` from `more` on.
typedef struct fl_counts {
  fl_tally *fixed;
  size_t words;
  int64_t *more;
  size_t more_words;
#define FL_COUNT(on, type, member, elements, doc) type *member;
#define FL_COUNT_MORE                             FL_COUNT
#include "agents/counts.def"
#undef FL_COUNT_MORE
#undef FL_COUNT
} fl_counts;

typedef struct fl_step {
  // Where the run stands: a snapshot keeps this part.
  fl_key key;
  uint32_t day; // 0 = first day of the run
  int64_t date; // days since 1970-01-01
  bool in_window, month_starts, window_starts, all_orders;
  uint32_t month;           // of the run
  uint32_t month_first_day; // day of the run on which this month began
  uint32_t window_first_day;
  // Tables, and what is made anew each morning: a snapshot leaves this part out.
  const fl_levers *levers;
  const fl_hot *hot; // by room
  uint32_t flows;    // 2 where there is paid traffic today, else 1
  const fl_alias *alias[FL_FLOWS][FL_STRATA][FL_DAYPARTS];
  uint32_t alias_count[FL_FLOWS][FL_STRATA][FL_DAYPARTS];
  uint8_t daypart[256]; // part of the day of a public visit, by the top 8 bits of a uniform number
  const fl_byte_tables *bytes;
  const fl_page
      *pages[FL_STRATA];          // of the shelf: page + 2^page_bits x (category + FL_CATEGORIES x field); NULL where there is none
  uint32_t page_bits, page_count; // of one stratum
  const uint8_t *live;            // by room number, 2^20 of them: is it live today (an empty slot is not)
  const fl_packet *packets;       // by kind, 1..255
  uint32_t packet_kinds;          // given out today
  uint8_t packet_today[4];        // which
  uint32_t packet_policy[4];
  // What strangers expect to lose less than usual: by kind of fan (mechanisms/rights.h), then by offer, share of the price; NULL where
  // doubts are as always
  const float *const *cover;
  const uint8_t *covered;        // by offer: bit a kind of fan; NULL where rights cover nothing today
  const uint32_t *barred;        // bit a fan and generation: lost the trust card; NULL likewise
  uint32_t card_below;           // of the credit draw
  const fl_word_day *word;       // NULL: no word of mouth
  const fl_outside_day *outside; // NULL: other platforms are as always
  float votes, vote_trust;       // at a gala: share of active fans who vote; utility of full trust in the choice; 0 on other days
  const fl_met_goods *met;       // by fan: what it bought of another seller than the room's; NULL: nothing is distributed
  uint32_t met_days;             // for how long that counts
  const float *wait;             // by offer: utility that a stranger loses by the wait for goods made to order; NULL: none are
  float wait_trust;              // part of it that full trust takes off
  const fl_aim *aim;             // rooms that are shown to a part of the public; NULL: none
  const fl_seed_day *seeds;      // NULL: content makes nobody want anything
  const fl_call_day *calls;      // NULL: nobody is called back
} fl_step;

#endif
