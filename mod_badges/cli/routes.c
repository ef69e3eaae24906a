/* badgesctl routes: the route table. */
#include "cli/cli.h"
#include "web/routes.h"

bdg_err_t *bdg_cli_routes(bdg_cli_t *cli, int argc, char **argv)
{
    BDG_TRY(bdg_cli_options(cli, argc, argv, (bdg_cli_option_t[]){ { NULL, NULL, NULL } }));
    cli->answer = bdg_json_own(bdg_routes_json(cli->pool), cli->pool);
    for (const bdg_route_t *r = bdg_routes; r->method; r++)
        bdg_cli_say(cli, "%-5s %-44s %-9s %-20s %s", r->method, r->pattern, r->entry == BDG_ENTRY_PUBLIC ? "public" : r->entry == BDG_ENTRY_TOKEN ? "token" : "signed in",
                    r->permission == BDG_PERM_NONE ? "" : bdg_perm_name(r->permission), r->doc);
    return NULL;
}
