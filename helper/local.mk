# The C++ code. Who may know whom: base <- booth, net <- core; core, ocf <- ip, service <- program;
# base <- process <- service; base <- loop <- ipc, watch <- guard <- helperd; ip, service <- watch; process, ocf, net, core <- cluster.
include helper/base/local.mk
include helper/booth/local.mk
include helper/net/local.mk
include helper/core/local.mk
include helper/ocf/local.mk
include helper/process/local.mk
include helper/ip/local.mk
include helper/service/local.mk
include helper/loop/local.mk
include helper/ipc/local.mk
include helper/watch/local.mk
include helper/guard/local.mk
include helper/program/local.mk
include helper/helperd/local.mk
include helper/cluster/local.mk
