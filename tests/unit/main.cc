// The test runner, compiled into each test program.
#define BOOST_TEST_MODULE booth_agents
#include <boost/test/included/unit_test.hpp>
