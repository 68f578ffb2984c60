using System.CommandLine;
using System.Text;
using System.Text.Json;
using TokenLedger.Commands.Administration;
using TokenLedger.Commands.Output;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Commands.Policies;

/// <summary><c>tokenledger policies approve</c>: lets calls pass, for a time, that a rule stops for approval.</summary>
internal static class PoliciesApproveCommand
{
    public static Command Create(TimeProvider clock)
    {
        RoadOptions options = new();
        Argument<string> id = new("POLICY") { Description = "The rule that asks for approval." };
        Option<string> time = new("--for")
        {
            HelpName = "TIME",
            Description = $"How long: {Duration.Forms}.",
            Required = true,
        };
        Option<string> reason = new("--reason")
        {
            HelpName = "TEXT",
            Description = "Why, for the record.",
            Required = true,
        };
        Option<string?> when = new("--when")
        {
            HelpName = "CONDITION",
            Description = "For which calls. Without it: all that the rule stops.",
        };
        Command command = new("approve", "Let calls pass, for a time, that a rule stops for approval.")
        {
            id,
            time,
            when,
            reason,
        };
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                if (!Duration.TryParse(parsed.GetRequiredValue(time), out TimeSpan length))
                {
                    throw CostOptions.Misused($"--for: write {Duration.Forms}.");
                }

                DateTimeOffset end = clock.GetUtcNow() + length;
                byte[] body = Body(
                    parsed.GetRequiredValue(id),
                    parsed.GetValue(when),
                    end,
                    parsed.GetRequiredValue(reason)
                );
                await using AdminRoad road = await options.OpenAsync(parsed, cancellation);
                AdminReply reply = await road.PostAsync(
                    "api/v1/approvals",
                    body,
                    idempotencyKey: Guid.NewGuid().ToString(),
                    cancellation
                );
                parsed.InvocationConfiguration.Output.WriteLine(
                    options.IsJson(parsed)
                        ? reply.Text
                        : $"Approved until {end:yyyy-MM-dd HH:mm:ss} UTC, at {road.Description}."
                );
                return 0;
            }
        );
        return command;
    }

    private static byte[] Body(string policy, string? when, DateTimeOffset end, string reason)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            json.WriteString("policy", policy);
            json.WriteString("expires_at", end);
            json.WriteString("reason", reason);
            if (when is not null)
            {
                json.WriteString("when", when);
            }

            json.WriteEndObject();
        }

        return bytes.ToArray();
    }
}
