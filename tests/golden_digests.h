// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "7cfa88a58d250407dcb2c4aa4155db3b" // no policies
#define GOLDEN_EVENTS "c55d3ae33008db9a08cdcac0c8f8d7c9" // festival with red packets and flash offers, and a subsidy

#endif
