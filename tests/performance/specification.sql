-- The specification's own schema, as the counterpart of benchmarks. As it was written, but for what does not run: tables stand
-- in the order of their references; backtest_results.current_date, a reserved word, is simulated_date; the index of fresh
-- analyses, whose condition is not immutable, and the queries of statistics are left out, as are comments.
create schema specified;
set search_path = specified;

CREATE TABLE user_profiles (
    id UUID PRIMARY KEY REFERENCES auth.users(id) ON DELETE CASCADE,
    tier VARCHAR(20) NOT NULL DEFAULT 'basic'
        CHECK (tier IN ('basic', 'premium', 'enterprise')),
    display_name VARCHAR(100),
    avatar_url TEXT,
    ai_quota_monthly INTEGER DEFAULT 100,
    ai_usage_current INTEGER DEFAULT 0,
    last_activity TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    is_active BOOLEAN DEFAULT true,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);

ALTER TABLE user_profiles ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Users can view own profile" ON user_profiles
    FOR SELECT USING (auth.uid() = id);
CREATE POLICY "Users can update own profile" ON user_profiles
    FOR UPDATE USING (auth.uid() = id);

CREATE TABLE portfolios (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
    name VARCHAR(100) NOT NULL,
    description TEXT,
    initial_capital DECIMAL(15,2) NOT NULL CHECK (initial_capital > 0),
    current_balance DECIMAL(15,2) NOT NULL,
    total_invested DECIMAL(15,2) DEFAULT 0,
    total_return DECIMAL(15,2) DEFAULT 0,
    return_percentage DECIMAL(8,4) DEFAULT 0,
    risk_level VARCHAR(10) DEFAULT 'medium'
        CHECK (risk_level IN ('low', 'medium', 'high')),
    strategy_type VARCHAR(50) DEFAULT 'mixed',
    is_active BOOLEAN DEFAULT true,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),

    UNIQUE(user_id, name),
    CONSTRAINT positive_balance CHECK (current_balance >= 0)
);

CREATE INDEX idx_portfolios_user_active ON portfolios(user_id, is_active);
CREATE INDEX idx_portfolios_updated ON portfolios(updated_at DESC);

ALTER TABLE portfolios ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Users can manage own portfolios" ON portfolios
    USING (auth.uid() = user_id);

CREATE TABLE positions (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    portfolio_id UUID NOT NULL REFERENCES portfolios(id) ON DELETE CASCADE,
    symbol VARCHAR(10) NOT NULL,
    symbol_name VARCHAR(200),
    quantity INTEGER NOT NULL CHECK (quantity >= 0),
    average_price DECIMAL(10,2) NOT NULL CHECK (average_price > 0),
    current_price DECIMAL(10,2),
    market_value DECIMAL(15,2),
    unrealized_pnl DECIMAL(15,2),
    weight_percentage DECIMAL(5,2),
    sector VARCHAR(50),
    last_price_update TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),

    UNIQUE(portfolio_id, symbol)
);

CREATE INDEX idx_positions_portfolio ON positions(portfolio_id);
CREATE INDEX idx_positions_symbol ON positions(symbol);
CREATE INDEX idx_positions_last_update ON positions(last_price_update DESC);

ALTER TABLE positions ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Users can view own positions" ON positions
    USING (
        portfolio_id IN (
            SELECT id FROM portfolios WHERE user_id = auth.uid()
        )
    );

CREATE TABLE ai_analysis_results (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
    symbol VARCHAR(10) NOT NULL,
    symbol_name VARCHAR(200),

    analysis_types TEXT[] NOT NULL,
    models_used TEXT[] NOT NULL,
    timeframes TEXT[],

    final_decision VARCHAR(10) NOT NULL CHECK (final_decision IN ('buy', 'sell', 'hold')),
    consensus_confidence DECIMAL(3,2) CHECK (consensus_confidence BETWEEN 0 AND 1),
    model_agreement DECIMAL(3,2) CHECK (model_agreement BETWEEN 0 AND 1),

    model_results JSONB NOT NULL,

    technical_indicators JSONB,

    total_cost_usd DECIMAL(8,6) DEFAULT 0,
    processing_time_seconds DECIMAL(6,2),
    chart_image_url TEXT,

    status VARCHAR(20) DEFAULT 'completed'
        CHECK (status IN ('pending', 'processing', 'completed', 'failed')),
    error_message TEXT,

    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    completed_at TIMESTAMP WITH TIME ZONE
);

CREATE INDEX idx_ai_analysis_user_symbol ON ai_analysis_results(user_id, symbol);
CREATE INDEX idx_ai_analysis_created ON ai_analysis_results(created_at DESC);
CREATE INDEX idx_ai_analysis_status ON ai_analysis_results(status);
CREATE INDEX idx_ai_analysis_decision ON ai_analysis_results(final_decision);

CREATE INDEX idx_ai_analysis_model_results ON ai_analysis_results
    USING GIN (model_results);
CREATE INDEX idx_ai_analysis_indicators ON ai_analysis_results
    USING GIN (technical_indicators);

ALTER TABLE ai_analysis_results ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Users can view own AI analysis" ON ai_analysis_results
    USING (auth.uid() = user_id);

CREATE TABLE trades (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    portfolio_id UUID NOT NULL REFERENCES portfolios(id) ON DELETE CASCADE,
    symbol VARCHAR(10) NOT NULL,
    symbol_name VARCHAR(200),
    trade_type VARCHAR(10) NOT NULL CHECK (trade_type IN ('buy', 'sell')),
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    price DECIMAL(10,2) NOT NULL CHECK (price > 0),
    total_amount DECIMAL(15,2) NOT NULL,
    commission DECIMAL(10,2) DEFAULT 0,
    tax DECIMAL(10,2) DEFAULT 0,
    net_amount DECIMAL(15,2) NOT NULL,
    order_type VARCHAR(20) DEFAULT 'market'
        CHECK (order_type IN ('market', 'limit', 'stop', 'stop_limit')),
    status VARCHAR(20) DEFAULT 'pending'
        CHECK (status IN ('pending', 'filled', 'partial', 'cancelled', 'rejected')),

    ai_analysis_id UUID REFERENCES ai_analysis_results(id),
    ai_decision VARCHAR(10) CHECK (ai_decision IN ('buy', 'sell', 'hold')),
    ai_confidence DECIMAL(3,2) CHECK (ai_confidence BETWEEN 0 AND 1),

    order_id VARCHAR(100),
    executed_at TIMESTAMP WITH TIME ZONE,
    execution_price DECIMAL(10,2),

    cost_basis DECIMAL(15,2),
    realized_pnl DECIMAL(15,2),

    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);

CREATE INDEX idx_trades_portfolio_date ON trades(portfolio_id, executed_at DESC);
CREATE INDEX idx_trades_symbol_date ON trades(symbol, executed_at DESC);
CREATE INDEX idx_trades_status ON trades(status);
CREATE INDEX idx_trades_ai_analysis ON trades(ai_analysis_id);

ALTER TABLE trades ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Users can manage own trades" ON trades
    USING (
        portfolio_id IN (
            SELECT id FROM portfolios WHERE user_id = auth.uid()
        )
    );

CREATE TABLE backtest_results (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,

    strategy_name VARCHAR(100) NOT NULL,
    strategy_config JSONB NOT NULL,

    symbols TEXT[] NOT NULL,
    start_date DATE NOT NULL,
    end_date DATE NOT NULL,
    initial_capital DECIMAL(15,2) NOT NULL,

    final_capital DECIMAL(15,2),
    total_return DECIMAL(15,2),
    return_percentage DECIMAL(8,4),
    max_drawdown DECIMAL(8,4),
    max_drawdown_date DATE,
    sharpe_ratio DECIMAL(6,3),
    sortino_ratio DECIMAL(6,3),
    calmar_ratio DECIMAL(6,3),

    total_trades INTEGER,
    winning_trades INTEGER,
    losing_trades INTEGER,
    win_rate DECIMAL(5,2),
    average_win DECIMAL(15,2),
    average_loss DECIMAL(15,2),
    profit_factor DECIMAL(6,3),

    equity_curve JSONB,

    trade_history JSONB,
    monthly_returns JSONB,

    ai_total_cost_usd DECIMAL(10,6),
    ai_analysis_count INTEGER,
    average_analysis_time DECIMAL(6,2),

    status VARCHAR(20) DEFAULT 'pending'
        CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
    progress_percentage DECIMAL(5,2) DEFAULT 0,
    simulated_date DATE,
    error_message TEXT,

    started_at TIMESTAMP WITH TIME ZONE,
    completed_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);

CREATE INDEX idx_backtest_user_status ON backtest_results(user_id, status);
CREATE INDEX idx_backtest_created ON backtest_results(created_at DESC);
CREATE INDEX idx_backtest_completed ON backtest_results(completed_at DESC);
CREATE INDEX idx_backtest_performance ON backtest_results(return_percentage DESC);

CREATE INDEX idx_backtest_strategy_config ON backtest_results
    USING GIN (strategy_config);

ALTER TABLE backtest_results ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Users can manage own backtests" ON backtest_results
    USING (auth.uid() = user_id);

CREATE TABLE market_data (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    symbol VARCHAR(10) NOT NULL,
    symbol_name VARCHAR(200),

    open_price DECIMAL(10,2),
    high_price DECIMAL(10,2),
    low_price DECIMAL(10,2),
    close_price DECIMAL(10,2) NOT NULL,
    volume BIGINT,

    price_change DECIMAL(10,2),
    price_change_percent DECIMAL(5,2),

    timeframe VARCHAR(10) NOT NULL,
    data_date DATE NOT NULL,
    data_timestamp TIMESTAMP WITH TIME ZONE NOT NULL,

    data_source VARCHAR(50) DEFAULT 'yfinance',

    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),

    UNIQUE(symbol, timeframe, data_timestamp)
);

CREATE INDEX idx_market_data_symbol_time ON market_data(symbol, timeframe, data_timestamp DESC);
CREATE INDEX idx_market_data_date ON market_data(data_date DESC);
CREATE INDEX idx_market_data_created ON market_data(created_at DESC);

CREATE TABLE watchlists (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
    name VARCHAR(100) NOT NULL DEFAULT 'default list',
    description TEXT,
    is_default BOOLEAN DEFAULT false,

    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),

    UNIQUE(user_id, name)
);

CREATE TABLE watchlist_items (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    watchlist_id UUID NOT NULL REFERENCES watchlists(id) ON DELETE CASCADE,
    symbol VARCHAR(10) NOT NULL,
    symbol_name VARCHAR(200),

    price_alert_upper DECIMAL(10,2),
    price_alert_lower DECIMAL(10,2),
    volume_alert_threshold BIGINT,

    notes TEXT,
    tags TEXT[],

    added_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),

    UNIQUE(watchlist_id, symbol)
);

CREATE INDEX idx_watchlist_user ON watchlists(user_id);
CREATE INDEX idx_watchlist_items_list ON watchlist_items(watchlist_id);
CREATE INDEX idx_watchlist_items_symbol ON watchlist_items(symbol);

ALTER TABLE watchlists ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Users can manage own watchlists" ON watchlists
    USING (auth.uid() = user_id);

ALTER TABLE watchlist_items ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Users can manage own watchlist items" ON watchlist_items
    USING (
        watchlist_id IN (
            SELECT id FROM watchlists WHERE user_id = auth.uid()
        )
    );

CREATE TABLE system_settings (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    key VARCHAR(100) UNIQUE NOT NULL,
    value JSONB NOT NULL,
    description TEXT,
    is_public BOOLEAN DEFAULT false,

    updated_by UUID REFERENCES auth.users(id),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);

INSERT INTO system_settings (key, value, description, is_public) VALUES
('ai_model_config', '{"default_technical": "openai/gpt-4-turbo-preview"}', 'AI model configuration', false),
('market_hours', '{"start": "09:00", "end": "15:00", "timezone": "Asia/Tokyo"}', 'Market trading hours', true),
('commission_rates', '{"default": 0.001, "premium": 0.0005}', 'Trading commission rates', true);

CREATE TABLE audit_logs (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID REFERENCES auth.users(id),
    action VARCHAR(100) NOT NULL,
    resource_type VARCHAR(50),
    resource_id UUID,

    old_values JSONB,
    new_values JSONB,

    ip_address INET,
    user_agent TEXT,
    session_id UUID,

    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);

CREATE INDEX idx_audit_user_created ON audit_logs(user_id, created_at DESC);
CREATE INDEX idx_audit_action ON audit_logs(action);
CREATE INDEX idx_audit_resource ON audit_logs(resource_type, resource_id);

CREATE OR REPLACE FUNCTION update_updated_at_column()
RETURNS TRIGGER AS $$
BEGIN
    NEW.updated_at = NOW();
    RETURN NEW;
END;
$$ language 'plpgsql';

CREATE TRIGGER update_user_profiles_updated_at
    BEFORE UPDATE ON user_profiles
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

CREATE TRIGGER update_portfolios_updated_at
    BEFORE UPDATE ON portfolios
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

CREATE OR REPLACE FUNCTION calculate_portfolio_performance(portfolio_uuid UUID)
RETURNS TABLE (
    total_value DECIMAL(15,2),
    total_return DECIMAL(15,2),
    return_percentage DECIMAL(8,4),
    position_count INTEGER
) AS $$
BEGIN
    RETURN QUERY
    WITH portfolio_stats AS (
        SELECT
            p.initial_capital,
            COALESCE(SUM(pos.market_value), 0) + p.current_balance as current_total,
            COUNT(pos.id) as pos_count
        FROM portfolios p
        LEFT JOIN positions pos ON pos.portfolio_id = p.id
        WHERE p.id = portfolio_uuid
        GROUP BY p.id, p.initial_capital, p.current_balance
    )
    SELECT
        ps.current_total,
        ps.current_total - ps.initial_capital,
        CASE WHEN ps.initial_capital > 0
             THEN ((ps.current_total - ps.initial_capital) / ps.initial_capital) * 100
             ELSE 0
        END,
        ps.pos_count::INTEGER
    FROM portfolio_stats ps;
END;
$$ LANGUAGE plpgsql;

CREATE OR REPLACE FUNCTION update_ai_usage(user_uuid UUID, cost_usd DECIMAL)
RETURNS void AS $$
BEGIN
    INSERT INTO user_profiles (id, ai_usage_current)
    VALUES (user_uuid, 1)
    ON CONFLICT (id)
    DO UPDATE SET
        ai_usage_current = user_profiles.ai_usage_current + 1,
        updated_at = NOW();
END;
$$ LANGUAGE plpgsql;

CREATE INDEX idx_trades_portfolio_status_date ON trades(portfolio_id, status, executed_at DESC);
CREATE INDEX idx_ai_analysis_user_symbol_created ON ai_analysis_results(user_id, symbol, created_at DESC);
CREATE INDEX idx_positions_portfolio_symbol ON positions(portfolio_id, symbol);

CREATE INDEX idx_trades_active ON trades(portfolio_id, created_at)
    WHERE status IN ('pending', 'partial');
CREATE INDEX idx_ai_analysis_failed ON ai_analysis_results(user_id, created_at)
    WHERE status = 'failed';

CREATE INDEX idx_ai_model_openai ON ai_analysis_results
    USING GIN ((model_results -> 'results'))
    WHERE model_results -> 'results' @> '[{"model": "openai/gpt-4-turbo-preview"}]';

CREATE INDEX idx_technical_rsi ON ai_analysis_results
    USING GIN ((technical_indicators -> 'RSI'))
    WHERE technical_indicators ? 'RSI';

CREATE OR REPLACE FUNCTION cleanup_old_market_data()
RETURNS void AS $$
BEGIN
    DELETE FROM market_data
    WHERE data_timestamp < NOW() - INTERVAL '6 months'
    AND timeframe IN ('1m', '5m');
END;
$$ LANGUAGE plpgsql;

grant usage on schema specified to authenticated;
grant select on all tables in schema specified to authenticated;
