// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "80d330be7873b4f2a09954d800e08959" // no policies
#define GOLDEN_EVENTS "5bd79d2a89b631debd56ca6d4f371905" // festival with red packets and flash offers, and a subsidy

#endif
