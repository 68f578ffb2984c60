using System.CommandLine;
using System.Globalization;
using TokenLedger.Commands.Administration;
using TokenLedger.Commands.Output;
using TokenLedger.Dashboard.Outcomes;

namespace TokenLedger.Commands.Outcomes;

/// <summary>tokenledger outcomes record: tells what a session achieved, as POST /api/v1/outcomes does.</summary>
internal static class OutcomesRecordCommand
{
    public static Command Create()
    {
        RoadOptions road = new();
        Argument<string> name = new("NAME") { Description = "What was achieved or not, such as ticket_resolved." };
        Option<string> session = new("--session")
        {
            HelpName = "ID",
            Description = "The session whose work it was.",
            Required = true,
        };
        Option<bool> failed = new("--failed") { Description = "It was not achieved. Default: it was." };
        Option<string?> value = Text("--value", "USD", "What it is worth, an exact decimal of USD.");
        Option<string?> at = Text("--at", "INSTANT", "When it came about (ISO 8601, UTC). Default: now.");
        Option<string?> key = Text(
            "--idempotency-key",
            "KEY",
            "The same key within a tenant is the same outcome, booked once."
        );
        Option<string?> tenant = Text("--tenant", "NAME", "The tenant of the session.");
        Option<string?> agent = Text("--agent", "NAME", "The agent.");
        Option<string?> feature = Text("--feature", "NAME", "The feature.");
        Option<string?> task = Text("--task", "NAME", "The task.");
        Option<string?> user = Text("--user", "NAME", "The user.");
        Option<string?> environment = Text("--environment", "NAME", "The environment.");
        Option<string?> project = Text("--project", "NAME", "The project.");
        Option<string?> costCenter = Text("--cost-center", "NAME", "The cost centre.");
        Option<string[]> tags = new("--tag")
        {
            HelpName = "NAME=VALUE",
            Description = "A free tag. May be repeated.",
            DefaultValueFactory = _ => [],
        };
        Command command = new("record", "Record a business outcome of a session.")
        {
            name,
            session,
            failed,
            value,
            at,
            key,
            tenant,
            agent,
            feature,
            task,
            user,
            environment,
            project,
            costCenter,
            tags,
        };
        road.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                OutcomeRequest request = new()
                {
                    Name = parsed.GetRequiredValue(name),
                    Session = parsed.GetRequiredValue(session),
                    Success = !parsed.GetValue(failed),
                    ValueUsd = parsed.GetValue(value),
                    OccurredAt = InstantText.Read("--at", parsed.GetValue(at)),
                    Tenant = parsed.GetValue(tenant),
                    Agent = parsed.GetValue(agent),
                    Feature = parsed.GetValue(feature),
                    Task = parsed.GetValue(task),
                    User = parsed.GetValue(user),
                    Environment = parsed.GetValue(environment),
                    Project = parsed.GetValue(project),
                    CostCenter = parsed.GetValue(costCenter),
                    Tags = Tags(parsed.GetRequiredValue(tags)),
                };
                await using AdminRoad open = await road.OpenAsync(parsed, cancellation);
                AdminReply reply = await open.PostAsync(
                    "api/v1/outcomes",
                    request,
                    OutcomeJson.Default.OutcomeRequest,
                    parsed.GetValue(key),
                    cancellation
                );
                TextWriter output = parsed.InvocationConfiguration.Output;
                await output.WriteLineAsync(road.IsJson(parsed) ? reply.Text : Sentence(reply));
                return 0;
            }
        );
        return command;
    }

    private static string Sentence(AdminReply reply)
    {
        OutcomeDocument told = reply.Read(OutcomeJson.Default.OutcomeDocument);
        string what = told.Success ? told.Name : $"{told.Name} (not achieved)";
        string how = told.Status == "booked" ? "Recorded" : "Was recorded before";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{how}: {what} of session {told.Session}, entry {told.Sequence} ({told.Entry})."
        );
    }

    private static Dictionary<string, string>? Tags(string[] given)
    {
        Dictionary<string, string> tags = new(StringComparer.Ordinal);
        foreach (string one in given)
        {
            int equals = one.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                throw CostOptions.Misused($"--tag: \"{one}\" is not NAME=VALUE.");
            }

            if (!tags.TryAdd(one[..equals], one[(equals + 1)..]))
            {
                throw CostOptions.Misused($"--tag: {one[..equals]} is given twice.");
            }
        }

        return tags.Count == 0 ? null : tags;
    }

    private static Option<string?> Text(string name, string help, string what) =>
        new(name) { HelpName = help, Description = what };
}
