/* Columns as they are stored with a batch. */
#include "core/batch_columns.h"
#include <apr_strings.h>
#include <string.h>

static const char *const sure_names[] = { "not", "guess", "known", "remembered", "chosen" };

json_t *bdg_columns_found_json(const bdg_columns_t *cols)
{
    json_t *list = json_array();
    for (int i = 0; i < cols->n; i++) {
        const bdg_column_t *c = &cols->c[i];
        json_t *o = json_object(), *samples = json_array(), *counts = json_array();
        const int n[] = { c->filled, c->emails, c->clear, c->day_first, c->month_first, c->either, c->serial, c->comma, c->point };
        bdg_json_str(o, "heading", c->heading);
        for (int k = 0; k < BDG_SAMPLES && c->samples[k]; k++)
            json_array_append_new(samples, json_string(c->samples[k]));
        for (size_t k = 0; k < sizeof n / sizeof *n; k++)
            json_array_append_new(counts, json_integer(n[k]));
        bdg_json_set(o, "samples", samples);
        bdg_json_set(o, "counts", counts);
        bdg_json_str(o, "either", c->either_sample);
        bdg_json_add(list, o);
    }
    return list;
}

json_t *bdg_columns_mapping_json(const bdg_columns_t *cols, const bdg_award_rules_t *rules, apr_pool_t *pool)
{
    json_t *list = json_array();
    for (int i = 0; i < cols->n; i++) {
        const bdg_column_t *c = &cols->c[i];
        json_t *o = json_object();
        bdg_json_str(o, "heading", c->heading);
        bdg_json_str(o, "target", bdg_target_key(c->target, rules, pool));
        bdg_json_str(o, "sure", sure_names[c->sure]);
        if (c->order_chosen)
            bdg_json_int(o, "order_chosen", c->order);
        bdg_json_add(list, o);
    }
    return list;
}

static void read_found(bdg_column_t *c, const json_t *o)
{
    const json_t *samples = json_object_get(o, "samples"), *counts = json_object_get(o, "counts");
    int *n[] = { &c->filled, &c->emails, &c->clear, &c->day_first, &c->month_first, &c->either, &c->serial, &c->comma, &c->point };
    const char *heading = bdg_json_get_str(o, "heading");
    c->heading = heading ? heading : "";
    for (size_t k = 0; k < BDG_SAMPLES; k++)
        c->samples[k] = json_string_value(json_array_get(samples, k));
    for (size_t k = 0; k < sizeof n / sizeof *n; k++)
        *n[k] = (int)json_integer_value(json_array_get(counts, k));
    c->either_sample = bdg_json_get_str(o, "either");
}

static void read_mapping(bdg_column_t *c, const json_t *o, const bdg_award_rules_t *rules)
{
    const char *target = bdg_json_get_str(o, "target"), *sure = bdg_json_get_str(o, "sure");
    c->target = target && *target ? bdg_target_by_key(target, rules) : BDG_TARGET_NONE;
    c->sure = BDG_SURE_NOT;
    for (size_t k = 0; sure && k < sizeof sure_names / sizeof *sure_names; k++)
        if (!strcmp(sure, sure_names[k]))
            c->sure = (bdg_sure_e)k;
    c->order = (bdg_order_e)json_integer_value(json_object_get(o, "order_chosen"));
    c->order_chosen = c->order != BDG_ORDER_UNKNOWN;
}

void bdg_columns_read(bdg_columns_t *cols, const json_t *found, const json_t *mapping, const bdg_award_rules_t *rules)
{
    size_t i;
    const json_t *o;
    cols->n = 0;
    json_array_foreach(found, i, o) {
        if (i >= BDG_TABLE_COLUMNS)
            break;
        read_found(&cols->c[i], o);
        read_mapping(&cols->c[i], json_array_get(mapping, i), rules);
        cols->n++;
    }
    bdg_columns_settle(cols, rules);
}
