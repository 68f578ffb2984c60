namespace TokenLedger.Accounting.Metering;

/// <summary>
/// Names, among the conditions of <see cref="RequestFacts"/>, of what only the request says although the provider bills
/// by it. Values are texts; numbers are plain decimals.
/// </summary>
public static class RequestFact
{
    /// <summary>openai.speech, azure.speech: characters (Unicode code points) of the text to be spoken ("input").</summary>
    public const string Characters = "request.characters";

    /// <summary>openai.images, azure.images: the "size" asked for, such as "1024x1792".</summary>
    public const string ImageSize = "request.image_size";

    /// <summary>openai.images, azure.images: the "quality" asked for, such as "hd".</summary>
    public const string ImageQuality = "request.image_quality";
}
