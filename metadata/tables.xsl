<?xml version="1.0"?>
<!-- The parameters and actions of one agent as tables for booth-helper. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:output method="text"/>
<xsl:param name="prefix"/>

<xsl:template match="/resource-agent">
  <xsl:text>inline constexpr ParameterSpec </xsl:text>
  <xsl:value-of select="$prefix"/>
  <xsl:text>_parameters[] = {&#10;</xsl:text>
  <xsl:apply-templates select="parameters/parameter"/>
  <xsl:text>};&#10;&#10;inline constexpr ActionSpec </xsl:text>
  <xsl:value-of select="$prefix"/>
  <xsl:text>_actions[] = {&#10;</xsl:text>
  <xsl:apply-templates select="actions/action"/>
  <xsl:text>};&#10;&#10;</xsl:text>
</xsl:template>

<xsl:template match="parameter">
  <xsl:text>    {"</xsl:text>
  <xsl:value-of select="@name"/>
  <xsl:text>", </xsl:text>
  <xsl:value-of select="@required = '1'"/>
  <xsl:text>, "</xsl:text>
  <xsl:value-of select="content/@default"/>
  <xsl:text>"},&#10;</xsl:text>
</xsl:template>

<!-- Timeouts in the metadata are whole seconds, written as "20s". -->
<xsl:template match="action">
  <xsl:text>    {"</xsl:text>
  <xsl:value-of select="@name"/>
  <xsl:text>", std::chrono::seconds(</xsl:text>
  <xsl:value-of select="substring-before(@timeout, 's')"/>
  <xsl:text>)},&#10;</xsl:text>
</xsl:template>
</xsl:stylesheet>
