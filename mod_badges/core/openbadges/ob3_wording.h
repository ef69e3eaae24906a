/* Inside core/openbadges: what bdg_ob3_wording_t holds. */
#ifndef BDG_OB3_WORDING_H
#define BDG_OB3_WORDING_H
#include "core/openbadges/ob3.h"
#include "core/openbadges/ob3_writer.h"

struct bdg_ob3_wording_t {
    const char *name;                          /* of the badge */
    const char *controller, *issuer_url;       /* the issuer's id; its address here */
    const char *achievement;                   /* its id */
    const char *issuer_json, *achievement_json;
    size_t issuer_json_len, achievement_json_len;
    const struct bdg_rdfc_ready_t *ready;      /* what both mean: the statements without blank nodes, */
    const bdg_quads_t *quads;                  /* and the others; never changed */
    struct { const char *key, *id; } *results; /* attribute -> its ResultDescription */
    int nresults;
    const bdg_ob3_endorsements_t *of_award;    /* bdg_ob3_wording_for(), or NULL */
    const char *flaw;                          /* bdg_ob3_wording_flaw() */
    const char *const *ids; int nids;          /* all ids that are used in it */
};
#endif
