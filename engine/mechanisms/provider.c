#include "mechanisms/provider.h"

#include "base/mathx.h"

double fl_provider_gap(const fl_params *p, double followers) {
  return 1 / (1 + fl_sqrt((followers > 0 ? followers : 0) / p->providers_followers));
}

double fl_provider_fee(const fl_service_provider *of) {
  const double fee = of->fee - of->pass_on * of->rebate;
  return fee > 0 ? fee : 0;
}

double fl_provider_signs(const fl_params *p, const fl_service_provider *of, double cost_share, double gap, double sales) {
  const double goods = cost_share * (of->chain ? of->chain_cost / of->chain_price : 1);
  const double keeps = 1 - goods - p->commission_share - p->seller_host_pay,
               more = fl_exp((of->content + of->conversion) * gap) - 1;
  const double fixed = sales > 0 ? (double)of->fixed_fee / sales : of->fixed_fee > 0 ? 1 : 0;
  const double dearer = goods - cost_share; // of what is sold already
  return fl_logistic((keeps * more - dearer - fl_provider_fee(of) * (1 + more) - fixed) / p->providers_temperature);
}

double fl_provider_match(const fl_service_provider *of, const fl_key *key, uint32_t brand, uint32_t salt) {
  const double z = fl_normal_quantile(fl_unit(fl_draw(key, FL_STREAM_PROVIDER, FL_LASTING, brand, salt & 0xffffffu).u[1]));
  const double match = 1 + of->spread * z;
  return match > 0 ? match : 0;
}

static bool serves(const fl_service_provider *of, const fl_brands *brands, uint32_t b) {
  return brands->state[b] == FL_IN_BUSINESS && (of->brand_kinds >> brands->kind[b] & 1);
}

// The taste is the seller's own and lasts, so that who would leave at a fee is who would not have come at it.
static void review(const fl_params *p, const fl_service_provider *of, const fl_key *key, uint32_t salt, uint32_t day, uint32_t b,
                   double followers, bool may, const fl_brands *brands, fl_client *client) {
  const double taste = fl_unit(fl_draw(key, FL_STREAM_PROVIDER, FL_LASTING, b, salt & 0xffffffu).u[0]);
  const double sales = brands->turnover_rate[b] / (double)brands->weight[b];
  const bool signs =
      serves(of, brands, b) && may && taste < fl_provider_signs(p, of, brands->cost_share[b], fl_provider_gap(p, followers), sales);
  if (signs && client->since < 0) client->since = day;
  if (!signs) client->since = -1;
}

static void fade(const fl_params *p, fl_client *client) {
  client->skill -= client->skill / p->providers_memory;
}

void fl_provider_night(const fl_params *p, const fl_service_provider *of, const fl_key *key, uint32_t salt, uint32_t day,
                       const double *followers, const uint8_t *may, const int64_t *sales, fl_agents *agents, fl_client *clients,
                       fl_provider_books *books) {
  fl_brands *brands = &agents->brands;
  for (uint32_t b = 0; b < brands->count; b++) {
    fl_client *client = &clients[b];
    const uint8_t kind = brands->kind[b];
    if (client->since >= 0) {
      const int64_t levy = fl_round(fl_provider_fee(of) * (double)sales[b]), fee = levy + brands->weight[b] * of->fixed_fee;
      brands->services_fen[b] += fee;
      brands->services_levy[b] += levy;
      books->fees[kind] += fee;
      books->rebates[kind] += fl_round(of->rebate * (double)sales[b]);
      books->sales[kind] += sales[b];
      client->skill += (1 - client->skill) / of->learn_days;
    } else {
      fade(p, client);
    }
    if ((day + b) % (uint32_t)p->providers_review_days == 0) review(p, of, key, salt, day, b, followers[b], may[b], brands, client);
    if (client->since >= 0 && !serves(of, brands, b)) client->since = -1;
  }
}

void fl_provider_rest(const fl_params *p, uint32_t brands, fl_client *clients) {
  for (uint32_t b = 0; b < brands; b++) {
    clients[b].since = -1;
    fade(p, &clients[b]);
  }
}

void fl_provider_help(const fl_service_provider *of, const fl_client *client, double gap, double match, double service,
                      fl_help *help) {
  const double done = client->skill * gap * match, avoided = of->returns * done;
  help->content += of->content * done;
  help->sells += of->conversion * done;
  help->fit *= 1 - (avoided < 1 ? avoided : 1);
  if (client->since < 0 || !of->chain) return;
  help->days = of->chain_days;
  help->service = of->chain_service > service ? of->chain_service : service;
  help->price *= of->chain_price;
  help->cost *= of->chain_cost;
}
