using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.OpenAI;

/// <summary>The lines of a batch's input, each answered, and the file their answers stand in.</summary>
internal sealed record BatchRun(int Count, StoredFile Output)
{
    public static BatchRun Of(SimulatedRequest request, StoredFile input, OpenAIApi api)
    {
        StringBuilder lines = new();
        List<BatchedAnswer> answers = [];
        int count = 0;
        foreach (string line in Encoding.UTF8.GetString(input.Bytes).Split('\n').Where(line => line.Trim().Length > 0))
        {
            lines.Append(Wire.Text(Line(request, JsonElement.Parse(line), api, answers))).Append('\n');
            count++;
        }

        string id = request.Id("file-");
        byte[] bytes = Encoding.UTF8.GetBytes(lines.ToString());
        string name = request.Id("batch_") + "_output.jsonl";
        return new(count, new StoredFile(id, name, "batch_output", request.CreatedAt, bytes) { Batched = answers });
    }

    private static JsonObject Line(SimulatedRequest batch, JsonElement line, OpenAIApi api, List<BatchedAnswer> answers)
    {
        string path = line.Text("url") ?? "";
        byte[] body = Encoding.UTF8.GetBytes(line.Member("body").GetRawText());
        string seed = batch.Id("line", answers.Count) + line.Text("custom_id");
        SimulatedRequest one = new("POST", path, body, seed, Misbehavior.None);
        Answer answer = api.Answer(path.Below("/v1") ?? "", one) ?? OpenAIErrors.ForStatus(404);
        if (answer.Usage is not null)
        {
            answers.Add(new BatchedAnswer(answer.ResponseId ?? "", answer.Usage));
        }

        return new JsonObject
        {
            ["id"] = one.Id("batch_req_"),
            ["custom_id"] = line.Text("custom_id"),
            ["response"] = new JsonObject
            {
                ["status_code"] = answer.Status,
                ["request_id"] = one.RequestId,
                ["body"] = answer.Body,
            },
            ["error"] = null,
        };
    }
}
