// The test runner, compiled into each test program: reports every test case in TAP.
#define BOOST_TEST_MODULE booth_agents
#include <boost/test/included/unit_test.hpp>
#include <boost/test/results_collector.hpp>
#include <boost/test/tree/observer.hpp>
#include <boost/test/tree/traverse.hpp>

#include <iostream>

namespace {

class TapReporter : public boost::unit_test::test_observer {
public:
    void test_start(boost::unit_test::counter_t cases, boost::unit_test::test_unit_id) override
    {
        std::cout << "1.." << cases << std::endl;
    }

    void test_unit_finish(const boost::unit_test::test_unit &unit, unsigned long) override
    {
        if (unit.p_type != boost::unit_test::TUT_CASE) {
            return;
        }
        bool passed = boost::unit_test::results_collector.results(unit.p_id).passed();
        std::cout << (passed ? "ok " : "not ok ") << ++count_ << " - " << unit.p_name << std::endl;
    }

    // After the collector, whose results it reads.
    int priority() override { return 1000; }

private:
    int count_ = 0;
};

struct TapOutput {
    TapOutput()
    {
        boost::unit_test::unit_test_log.set_stream(std::cerr);
        boost::unit_test::results_reporter::set_stream(std::cerr);
        boost::unit_test::framework::register_observer(reporter);
    }
    ~TapOutput() { boost::unit_test::framework::deregister_observer(reporter); }
    TapReporter reporter;
};

} // namespace

BOOST_TEST_GLOBAL_CONFIGURATION(TapOutput);
