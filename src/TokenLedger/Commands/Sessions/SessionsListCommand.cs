using System.CommandLine;
using System.Globalization;
using TokenLedger.Commands.Administration;
using TokenLedger.Commands.Output;
using TokenLedger.Gateway.Administration;

namespace TokenLedger.Commands.Sessions;

/// <summary>tokenledger sessions list.</summary>
internal static class SessionsListCommand
{
    public static Command Create()
    {
        RoadOptions road = new();
        Option<bool> all = new("--all") { Description = "Also those that ended or are silent." };
        Option<int> limit = new("--limit")
        {
            HelpName = "NUMBER",
            Description = "How many.",
            DefaultValueFactory = _ => 50,
        };
        Command command = new("list", "Show the sessions that go on, the newest first.") { all, limit };
        road.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                await using AdminRoad open = await road.OpenAsync(parsed, cancellation);
                string active = parsed.GetValue(all) ? "false" : "true";
                string most = parsed.GetValue(limit).ToString(CultureInfo.InvariantCulture);
                AdminReply reply = await open.GetAsync($"api/v1/sessions?active={active}&limit={most}", cancellation);
                TextWriter output = parsed.InvocationConfiguration.Output;
                if (road.IsJson(parsed))
                {
                    await output.WriteLineAsync(reply.Text);
                }
                else
                {
                    Write(reply.Read(SessionJson.Default.SessionList), output);
                }

                return 0;
            }
        );
        return command;
    }

    private static void Write(SessionList list, TextWriter output)
    {
        if (list.Total == 0)
        {
            output.WriteLine("No sessions.");
            return;
        }

        Table table = new(
            "SESSION",
            "AGENT",
            "USER",
            "TENANT",
            ">CALLS",
            ">OPEN",
            ">TOKENS",
            ">COST (USD)",
            "LAST (UTC)",
            "NOTES"
        );
        foreach (SessionEntry session in list.Sessions)
        {
            table.Add(
                session.Id,
                session.Agent ?? "",
                session.User ?? "",
                session.Tenant ?? "",
                session.Calls.ToString(CultureInfo.InvariantCulture),
                session.OpenCalls.ToString(CultureInfo.InvariantCulture),
                session.Tokens.ToString(CultureInfo.InvariantCulture),
                session.CostUsd,
                session.LastAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                string.Join(", ", session.Killed ? session.Flags.Prepend("killed") : session.Flags)
            );
        }

        table.WriteTo(output);
        if (list.Total > list.Sessions.Count)
        {
            output.WriteLine($"{list.Total - list.Sessions.Count} more; see --limit.");
        }
    }
}
