using System.CommandLine;
using System.Text;
using TokenLedger.Commands.Administration;

namespace TokenLedger.Commands.Policies;

/// <summary><c>tokenledger policies set</c>: decides a rule at run time.</summary>
internal static class PoliciesSetCommand
{
    public static Command Create()
    {
        RoadOptions options = new();
        Argument<string> id = new("POLICY") { Description = "Its name." };
        Option<string> rule = new("--rule")
        {
            HelpName = "JSON",
            Description = "What it says, as in docs/policies.md; @FILE reads it from a file.",
            Required = true,
        };
        Command command = new("set", "Set a rule; it takes the place of a configured one of this name.") { id, rule };
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                byte[] json = Json(parsed.GetRequiredValue(rule));
                await using AdminRoad road = await options.OpenAsync(parsed, cancellation);
                string name = parsed.GetRequiredValue(id);
                AdminReply reply = await road.PutAsync(
                    "api/v1/policies/" + Uri.EscapeDataString(name),
                    json,
                    ifMatch: null,
                    cancellation
                );
                parsed.InvocationConfiguration.Output.WriteLine(
                    options.IsJson(parsed)
                        ? reply.Text
                        : $"Policy {name} is {(reply.Status == 201 ? "new" : "changed")}, at {road.Description}."
                );
                return 0;
            }
        );
        return command;
    }

    private static byte[] Json(string text)
    {
        try
        {
            return text.StartsWith('@') ? File.ReadAllBytes(text[1..]) : Encoding.UTF8.GetBytes(text);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"--rule: {failure.Message}", ExitCode.Misused);
        }
    }
}
