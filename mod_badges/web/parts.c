#include "web/parts.h"
#include "base/language.h"
#include "core/badge_class.h"
#include "web/words.h"
#include <stdio.h>
#include <string.h>

void bdg_parts_detail(json_t *details, const char *label, const char *value, const char *href, const char *title)
{
    if (!value || !*value)
        return;
    json_t *d = json_object();
    bdg_json_str(d, "label", bdg_tr(label));
    bdg_json_str(d, "value", value);
    bdg_words_set(d, "href", href);
    bdg_words_set(d, "title", title);
    bdg_json_add(details, d);
}

void bdg_parts_tab(json_t *tabs, const char *title, const char *href, int current)
{
    json_t *t = json_object();
    bdg_json_str(t, "title", bdg_tr(title));
    bdg_json_str(t, "href", href);
    bdg_json_bool(t, "current", current);
    bdg_json_add(tabs, t);
}

void bdg_parts_option(json_t *options, const char *value, const char *text, int selected)
{
    json_t *o = json_object();
    bdg_json_str(o, "value", value);
    bdg_json_str(o, "text", text);
    bdg_json_bool(o, "selected", selected);
    bdg_json_add(options, o);
}

json_t *bdg_parts_languages(const char *now, const char *blank)
{
    json_t *list = json_array();
    int found = !*now;
    if (blank)
        bdg_parts_option(list, "", blank, !*now);
    for (int i = 0; bdg_languages[i]; i += 2) {
        found |= !strcmp(now, bdg_languages[i]);
        bdg_parts_option(list, bdg_languages[i], bdg_tr(bdg_languages[i + 1]), !strcmp(now, bdg_languages[i]));
    }
    if (!found)
        bdg_parts_option(list, now, now, 1);
    return list;
}

void bdg_parts_confirm(json_t *model, const bdg_confirm_t *confirm)
{
    char revision[16];
    json_t *c = json_object(), *crumbs = json_array(), *crumb = json_object(), *points = json_array(), *fields = json_array(), *field = json_object();
    bdg_json_str(crumb, "text", bdg_tr(confirm->crumb));
    bdg_json_str(crumb, "href", confirm->back);
    bdg_json_add(crumbs, crumb);
    bdg_json_set(c, "crumbs", crumbs);
    bdg_json_str(c, "heading", bdg_tr(confirm->heading));
    bdg_json_str(c, "text", bdg_tr(confirm->text));
    for (int i = 0; confirm->points[i]; i++)
        bdg_json_add(points, json_string(bdg_tr(confirm->points[i])));
    bdg_json_set(c, "points", points);
    bdg_words_set(c, "undo", bdg_tr(confirm->undo));
    bdg_json_str(c, "action", confirm->action);
    snprintf(revision, sizeof revision, "%d", confirm->revision);
    bdg_json_str(field, "name", "revision");
    bdg_json_str(field, "value", revision);
    bdg_json_add(fields, field);
    bdg_json_set(c, "fields", fields);
    bdg_json_str(c, "button", bdg_tr(confirm->button));
    bdg_json_bool(c, "dangerous", 1);
    bdg_json_str(c, "back", confirm->back);
    bdg_json_set(model, "confirm", c);
}
