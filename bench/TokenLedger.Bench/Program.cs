using TokenLedger.Bench;

return args switch
{
    ["pricing", .. string[] rest] => PricingBench.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("bench pricing | append | verify");
    return 2;
}
