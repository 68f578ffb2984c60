using System.Numerics;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Drivers;

/// <summary>
/// How a cost changed from one period to the next, and why. The effects are taken one after another, each with what went
/// before as it is now and what comes after as it was: first the number of calls, then which models they went to, then how
/// many tokens a call had, then what a token cost. So they sum to the change exactly: what the steps lose by rounding to a
/// pico-dollar, the next step has.
/// </summary>
public sealed record CostChange
{
    /// <summary>Nothing.</summary>
    public static CostChange None { get; } = new();

    /// <summary>All models then.</summary>
    public ModelUse Then { get; private init; }

    /// <summary>All models now.</summary>
    public ModelUse Now { get; private init; }

    /// <summary>More or fewer calls, at what a call cost then. All of it where there were no calls then, or are none now.</summary>
    public Usd Volume { get; private init; }

    /// <summary>Calls that went to dearer or cheaper models. A model that is new counts here with its own price.</summary>
    public Usd Mix { get; private init; }

    /// <summary>More or fewer tokens in a call of the same model, at what a token cost then.</summary>
    public Usd Size { get; private init; }

    /// <summary>
    /// A token of the same model that costs more or less: other prices, or other kinds of tokens (answers instead of
    /// prompts, fewer cache reads).
    /// </summary>
    public Usd Rate { get; private init; }

    /// <summary>Amounts that belong to no call in either period: credits and corrections.</summary>
    public Usd Other { get; private init; }

    /// <summary>What it costs more now; the sum of the effects, exactly.</summary>
    public Usd Change => Now.Cost - Then.Cost;

    /// <summary>Explains a change.</summary>
    /// <param name="models">Each model's use in both periods.</param>
    public static CostChange Of(IEnumerable<(ModelUse Then, ModelUse Now)> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        List<(ModelUse Then, ModelUse Now)> called = [];
        CostChange other = None;
        foreach ((ModelUse then, ModelUse now) in models)
        {
            if (then.Calls > 0 || now.Calls > 0)
            {
                called.Add((then, now));
            }
            else
            {
                other += new CostChange
                {
                    Then = then,
                    Now = now,
                    Other = now.Cost - then.Cost,
                };
            }
        }

        return OfCalled(called) + other;
    }

    /// <summary>Adds figure by figure.</summary>
    public static CostChange operator +(CostChange left, CostChange right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new()
        {
            Then = left.Then + right.Then,
            Now = left.Now + right.Now,
            Volume = left.Volume + right.Volume,
            Mix = left.Mix + right.Mix,
            Size = left.Size + right.Size,
            Rate = left.Rate + right.Rate,
            Other = left.Other + right.Other,
        };
    }

    private static CostChange OfCalled(List<(ModelUse Then, ModelUse Now)> models)
    {
        ModelUse then = models.Aggregate(default(ModelUse), (sum, model) => sum + model.Then);
        ModelUse now = models.Aggregate(default(ModelUse), (sum, model) => sum + model.Now);
        if (then.Calls == 0 || now.Calls == 0)
        {
            return new()
            {
                Then = then,
                Now = now,
                Volume = now.Cost - then.Cost,
            };
        }

        // What it would cost with the calls of now, then with the models of now, then with the tokens of now.
        Usd withCalls = Part(then.Cost, now.Calls, then.Calls);
        Usd withModels = Usd.Zero;
        Usd withTokens = Usd.Zero;
        foreach ((ModelUse before, ModelUse after) in models)
        {
            // A model without calls then has no price of then: its own stands for it.
            Usd atOldSize = before.Calls == 0 ? after.Cost : Part(before.Cost, after.Calls, before.Calls);
            withModels += atOldSize;
            withTokens +=
                before.Calls == 0 || before.Tokens <= 0 ? atOldSize : Part(before.Cost, after.Tokens, before.Tokens);
        }

        return new()
        {
            Then = then,
            Now = now,
            Volume = withCalls - then.Cost,
            Mix = withModels - withCalls,
            Size = withTokens - withModels,
            Rate = now.Cost - withTokens,
        };
    }

    /// <summary>An amount times a ratio, rounded half to even to a pico-dollar.</summary>
    private static Usd Part(Usd amount, long times, long of)
    {
        BigInteger product = (BigInteger)amount.Pico * times;
        BigInteger quotient = BigInteger.DivRem(product, of, out BigInteger rest);
        int twice = BigInteger.Compare(BigInteger.Abs(rest) * 2, of);
        bool away = twice > 0 || (twice == 0 && !quotient.IsEven);
        return new((Int128)(away ? quotient + (product.Sign < 0 ? -1 : 1) : quotient));
    }
}
